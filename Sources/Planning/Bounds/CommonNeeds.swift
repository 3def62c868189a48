import Basics
import IR

extension Graph {
  /// The rows that *every* element of a value is computed from, with all their elements.
  ///
  /// They come from ops that read a whole operand: after a global pooling followed by a fully
  /// connected layer each element depends on all there was before. Followed backwards from the value
  /// are, for each row above it, two facts: that all columns are needed in at least one channel, and
  /// that they are needed in all channels. The first becomes the second where an op sums channels.
  func rowsNeededByEveryElement(of value: ValueID) -> SideTable<Value, [Bool]> {
    var inSomeChannel = SideTable<Value, [Bool]>()
    var inAllChannels = SideTable<Value, [Bool]>()
    var ancestors = SideTable<Value, Bool>()
    ancestors[value] = true
    func none(_ value: ValueID) -> [Bool] {
      Array(repeating: false, count: shape(of: value).height)
    }
    if shape(of: value).height == 1, shape(of: value).width == 1 { inSomeChannel[value] = [true] }

    for id in order.reversed() where ancestors[nodes[id].result] != nil {
      let result = nodes[id].result
      let some = inSomeChannel[result, default: none(result)]
      let all = inAllChannels[result, default: none(result)]
      for (operand, access) in zip(nodes[id].operands, access(of: id)) {
        ancestors[operand] = true
        let shape = shape(of: operand)
        let spread = EvenSpread(access, operand: shape, result: self.shape(of: result))
        guard spread.reachesAll else { continue }
        var someBelow = none(operand)
        var allBelow = none(operand)
        if access.space == .everything || access.space == .single {
          // Whichever element of the result it is, it reads all of them.
          someBelow = someBelow.map { _ in true }
          if all.contains(true) { allBelow = someBelow }
        } else {
          for y in some.indices where some[y] || all[y] {
            for row in access.rowsRead(for: y, height: shape.height) {
              someBelow[row] = true
              if all[y] { allBelow[row] = true }
            }
          }
        }
        if access.channels != .same { allBelow = someBelow }
        inSomeChannel[operand] = zip(inSomeChannel[operand, default: none(operand)], someBelow)
          .map { $0 || $1 }
        inAllChannels[operand] = zip(inAllChannels[operand, default: none(operand)], allBelow)
          .map { $0 || $1 }
      }
    }
    return inAllChannels
  }
}
