import Basics
import IR

extension Graph {
  /// The pixels of all values that outputs are computed from, row after row.
  ///
  /// A window with a stride may never come to the last rows and columns of its operand, or step over
  /// some; plans need not make those.
  func neededPixels() -> SideTable<Value, [Bool]> {
    var needed = SideTable<Value, [Bool]>()
    for value in values.handles {
      let shape = shape(of: value)
      needed[value] = Array(
        repeating: outputs.contains(value), count: shape.height * shape.width)
    }
    for id in order.reversed() {
      let node = nodes[id]
      let result = shape(of: node.result)
      for (operand, access) in zip(node.operands, access(of: id)) {
        let shape = shape(of: operand)
        if access.space == .everything {
          needed[operand] = Array(repeating: true, count: shape.height * shape.width)
          continue
        }
        for y in 0..<result.height {
          for x in 0..<result.width where needed[node.result]?[y * result.width + x] == true {
            for row in access.rowsRead(for: y, height: shape.height) {
              for column in access.columnsRead(for: x, width: shape.width) {
                needed[operand]?[row * shape.width + column] = true
              }
            }
          }
        }
      }
    }
    return needed
  }
}
