import Basics
import IR

/// The rows of all values and which of them each is computed from: a graph as seen by bounds.
///
/// An op that reads a whole operand, like a global pooling, may add it up row by row. It is
/// therefore taken apart: its *sums* are opened first, each row of the operand is then *folded*
/// into them, and the result is there when all rows are. The folds weigh nothing, the sums as much
/// as the result, since a sum is never smaller than the element it becomes. All three are rows here
/// like any other.
///
/// Rows weigh as many bytes as they hold. Those of outputs weigh nothing: they lie in the caller's
/// memory.
struct RowGraph {
  /// A row that is computed from another one.
  struct Need {
    let user: Int
    let operand: Int
    /// Whether the two rows, and every element of them, are needed by the outputs and linked evenly.
    ///
    /// Only such needs may be counted on: see `LeastLive`.
    fileprivate(set) var isEven: Bool
    /// Whether the user, begun but not finished, weighs as much as what it read of the operand.
    let keepsSize: Bool
    /// Whether each element of the operand is read for this row.
    fileprivate let reachesAll: Bool
  }

  /// The value each row belongs to; sums and folds belong to the result of their op.
  private(set) var values: [ValueID] = []
  /// Where the value stands in the order of the graph; an input stands at 0.
  private(set) var positions: [Int] = []
  private(set) var bytes: [Int] = []
  /// Whether the outputs need all elements of the row.
  private(set) var isWhole: [Bool] = []
  /// In the order of their users; an operand stands before its user.
  private(set) var needs: [Need] = []
  private var firstRow = SideTable<Value, Int>()
  private let graph: Graph
  /// The most bytes of an element.
  private let elementBytes: Int

  var count: Int { values.count }

  /// The rows of a value, from top to bottom.
  func rows(of value: ValueID) -> Range<Int> {
    guard let first = firstRow[value] else { return 0..<0 }
    return first..<first + graph.shape(of: value).height
  }

  /// Nil if there are more rows than there is memory and time for: a million.
  init?(_ graph: Graph, elementBytes: Int, countsInputs: Bool) {
    let computed = graph.inputs + graph.order.map { graph.nodes[$0].result }
    guard computed.reduce(0, { $0 + graph.shape(of: $1).height }) <= 1 << 20 else { return nil }
    self.graph = graph
    self.elementBytes = elementBytes
    for input in graph.inputs {
      firstRow[input] = count
      for _ in 0..<graph.shape(of: input).height {
        add(input, position: 0, countsInputs ? graph.shape(of: input).rowCount : 0)
      }
    }
    for (position, node) in graph.order.enumerated() { add(node, position: position + 1) }
    markWholeRows()
  }

  @discardableResult
  private mutating func add(_ value: ValueID, position: Int, _ elements: Int) -> Int {
    values.append(value)
    positions.append(position)
    let width = graph.elementBytes(of: value, most: elementBytes)
    bytes.append(graph.outputs.contains(value) ? 0 : elements * width)
    return values.count - 1
  }

  private mutating func add(_ id: NodeID, position: Int) {
    let node = graph.nodes[id]
    let result = graph.shape(of: node.result)
    // Which elements an op moves from where is not known here: it is counted on for nothing.
    let operands = zip(node.operands, graph.access(of: id)).filter { $0.1.channels != .some }
    // The rows that every row of the result is computed from, with how they are linked.
    var parts: [Need] = []
    for (operand, access) in operands where access.space == .everything {
      // Of a result of several rows the sums are taken to weigh nothing, which they never undercut.
      let isOneRow = result.height == 1
      let sums = add(node.result, position: position, isOneRow ? result.rowCount : 0)
      let spread = EvenSpread(access, operand: graph.shape(of: operand), result: result)
      func need(_ user: Int, _ operand: Int, even: Bool, keepsSize: Bool = false) -> Need {
        Need(user: user, operand: operand, isEven: even, keepsSize: keepsSize, reachesAll: true)
      }
      parts.append(need(-1, sums, even: isOneRow))
      for row in rows(of: operand) {
        let fold = add(node.result, position: position, 0)
        needs.append(need(fold, row, even: true, keepsSize: true))
        needs.append(need(fold, sums, even: spread.isEven))
        parts.append(need(-1, fold, even: spread.isEven))
      }
    }
    firstRow[node.result] = count
    for _ in 0..<result.height { add(node.result, position: position, result.rowCount) }

    for (y, row) in rows(of: node.result).enumerated() {
      for part in parts {
        needs.append(
          Need(
            user: row, operand: part.operand, isEven: part.isEven, keepsSize: false,
            reachesAll: true))
      }
      for (operand, access) in operands where access.space != .everything {
        let shape = graph.shape(of: operand)
        let spread = EvenSpread(access, operand: shape, result: result)
        // With two operands, which are as wide as the result, a result that has read one of them is
        // not finished yet. Unfinished elements of an output lie in the caller's memory.
        let keepsSize =
          access.space == .same && access.channels == .same && operands.count <= 2
          && !graph.outputs.contains(node.result)
        let first = rows(of: operand).lowerBound
        for operandRow in access.rowsRead(for: y, height: shape.height) {
          needs.append(
            Need(
              user: row, operand: first + operandRow, isEven: spread.isEven, keepsSize: keepsSize,
              reachesAll: spread.reachesAll))
        }
      }
    }
  }

  /// Finds the rows whose elements are all needed; a schedule need not compute or keep the others.
  private mutating func markWholeRows() {
    isWhole = Array(repeating: false, count: count)
    for output in graph.outputs {
      for row in rows(of: output) { isWhole[row] = true }
    }
    for need in needs.reversed() where isWhole[need.user] && need.reachesAll {
      isWhole[need.operand] = true
    }
    for index in needs.indices where !isWhole[needs[index].user] || !isWhole[needs[index].operand] {
      needs[index].isEven = false
    }
  }

  /// Marks all rows that are computed, over any number of steps, from a marked one.
  func spreadToUsers(_ marked: inout [Bool]) {
    for need in needs where marked[need.operand] { marked[need.user] = true }
  }

  /// Marks all rows that a marked one is computed from, over any number of steps.
  func spreadToOperands(_ marked: inout [Bool]) {
    for need in needs.reversed() where marked[need.user] { marked[need.operand] = true }
  }

  /// How many rows of each value are among these, in the order of the graph.
  func summary(of rows: [Int]) -> [LowerBound.Held] {
    rows.reduce(into: []) { held, row in
      if held.last?.value == values[row] {
        held[held.count - 1].rows += 1
      } else {
        held.append(LowerBound.Held(value: values[row], rows: 1))
      }
    }
  }
}
