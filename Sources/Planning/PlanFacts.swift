import Basics
import IR
import Plan

/// What planning asks of a graph over and over, in arrays: nodes by their position in the graph's
/// order, values by the index of their handle.
struct PlanFacts: Sendable {
  struct Operand: Sendable {
    let index: Int
    let access: OperandAccess
    let height: Int
    let width: Int
  }

  let graph: Graph
  /// The most bytes of an element, and by value those of its elements.
  let mostElementBytes: Int
  let elementBytes: [Int]
  let inputLayout: InputLayout
  /// The operands of the node at each position, and its result.
  let operands: [[Operand]]
  let results: [Int]
  let inputs: [Int]
  let valueCount: Int
  /// The handle, the rows and the columns of each value.
  let values: [ValueID?]
  let valueHeights: [Int]
  let valueWidths: [Int]
  /// The position of the node that makes each value, -1 for inputs.
  let producers: [Int]
  /// The position of the last node that reads each value; one past the end for outputs, -1 for
  /// values that nobody reads.
  let lastUse: [Int]
  /// The positions of all nodes that read each value.
  let uses: [[Int]]
  let position: SideTable<Node, Int>

  /// The multiply-adds of the nodes at some positions.
  func multiplyAdds(of positions: Range<Int>) -> Int {
    positions.reduce(0) { $0 + graph.cost(of: graph.order[$1]).multiplyAdds }
  }

  /// The bytes of the result of the node at a position.
  func byteCount(of position: Int) -> Int {
    byteCount(ofValue: results[position])
  }

  /// The bytes of a value.
  func byteCount(ofValue value: Int) -> Int {
    values[value].map { graph.shape(of: $0).count * elementBytes[value] } ?? 0
  }

  /// Whether the channels of a value lie apart, which they do in planar inputs only.
  func isPlanar(_ value: Int) -> Bool {
    guard inputLayout == .nchw, producers[value] < 0, let handle = values[value] else {
      return false
    }
    return graph.shape(of: handle).channels > 1
  }

  init(_ graph: Graph, for options: PlanOptions) {
    self.graph = graph
    mostElementBytes = options.activations.byteCount
    inputLayout = options.inputLayout
    let handles = graph.values.handles
    let count = (handles.map(\.index).max() ?? -1) + 1
    valueCount = count
    var values: [ValueID?] = Array(repeating: nil, count: count)
    var heights = Array(repeating: 0, count: count)
    var widths = heights
    var elementBytes = heights
    for handle in handles {
      values[handle.index] = handle
      heights[handle.index] = graph.shape(of: handle).height
      widths[handle.index] = graph.shape(of: handle).width
      elementBytes[handle.index] = graph.elementBytes(of: handle, most: mostElementBytes)
    }
    self.values = values
    self.elementBytes = elementBytes
    valueHeights = heights
    valueWidths = widths
    operands = graph.order.map { id in
      zip(graph.nodes[id].operands, graph.access(of: id)).map { value, access in
        Operand(
          index: value.index, access: access, height: heights[value.index],
          width: widths[value.index])
      }
    }
    results = graph.order.map { graph.nodes[$0].result.index }
    inputs = graph.inputs.map(\.index)
    var position = SideTable<Node, Int>()
    var producers = Array(repeating: -1, count: count)
    var lastUse = Array(repeating: -1, count: count)
    var uses: [[Int]] = Array(repeating: [], count: count)
    for (index, id) in graph.order.enumerated() {
      position[id] = index
      producers[results[index]] = index
      for operand in operands[index] {
        lastUse[operand.index] = index
        uses[operand.index].append(index)
      }
    }
    for output in graph.outputs { lastUse[output.index] = graph.order.count }
    self.position = position
    self.producers = producers
    self.lastUse = lastUse
    self.uses = uses
  }
}
