import IR
import Plan

/// What a stage has to do on a slice.
struct StageWork {
  let graph: Graph
  let node: Node
  let input: Shape
  let output: Shape
  /// The channels that are read and those that are made.
  let reads: Range<Int>
  let makes: Range<Int>
  /// How many channels of each operand lie apart, each to be found by itself; 1 where those of a pixel
  /// lie side by side.
  let planes: [Int]
  /// Whether the sums start from those of the slices before.
  let accumulates: Bool
  /// Whether the operand is an input that the caller has as unsigned integers.
  let readsUnsigned: Bool
  /// Whether this finishes its elements, which is when an activation applies.
  let finishes: Bool

  init(_ stage: Stage, on pass: SlicePass, _ plan: Plan) {
    graph = plan.graph
    node = graph.nodes[stage.node]
    input = graph.shape(of: node.operands[0])
    output = graph.shape(of: node.result)
    let slice = pass.channels ?? 0..<0
    reads = stage.role.readsSlice ? slice : 0..<input.channels
    makes = stage.role.makesSlice ? slice : 0..<output.channels
    planes = node.operands.map { [graph, reads] operand in
      if plan.planePixels(of: operand) == 1 { return 1 }
      return stage.role.readsSlice ? reads.count : graph.shape(of: operand).channels
    }
    readsUnsigned =
      graph.isUnsignedInput(node.operands[0])
    accumulates = stage.role == .reduces && !pass.isFirst
    finishes = stage.role != .reduces || pass.isLast
  }

  /// A weight by its handle.
  func weight(_ id: WeightID) -> Weight { graph.weights[id] }
}
