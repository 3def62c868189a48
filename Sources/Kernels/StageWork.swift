import IR
import Plan
import Targets

/// What a stage has to do on a slice.
struct StageWork {
  let graph: Graph
  let node: Node
  /// Of one row where a kernel makes all of them as if they were that.
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
  /// The operands whose integers have no signs, by their places, and whether those that are made shall have
  /// none.
  let unsigned: Set<Int>
  let makesUnsigned: Bool
  var readsUnsigned: Bool { unsigned.contains(0) }
  /// Whether this finishes its elements, which is when an activation applies.
  let finishes: Bool

  init(_ stage: Stage, on pass: SlicePass, _ plan: Plan, _ target: Target) {
    graph = plan.graph
    node = graph.nodes[stage.node]
    let isAtOnce = plan.makesMapAtOnce(stage, target)
    func asRow(_ shape: Shape) -> Shape {
      isAtOnce ? Shape(1, shape.height * shape.width, shape.channels) : shape
    }
    input = asRow(graph.shape(of: node.operands[0]))
    output = asRow(graph.shape(of: node.result))
    let slice = pass.channels ?? 0..<0
    reads = stage.role.readsSlice ? slice : 0..<input.channels
    makes = stage.role.makesSlice ? slice : 0..<output.channels
    planes = node.operands.map { [graph, reads] operand in
      if plan.planePixels(of: operand) == 1 { return 1 }
      return stage.role.readsSlice ? reads.count : graph.shape(of: operand).channels
    }
    unsigned = Set(
      node.operands.indices.filter { [node] in
        plan.isUnsigned(node.operands[$0], target)
      })
    makesUnsigned = plan.isRaised(node.result, target)
    accumulates = stage.role == .reduces && !pass.isFirst
    finishes = stage.role != .reduces || pass.isLast
  }

  /// A weight by its handle.
  func weight(_ id: WeightID) -> Weight { graph.weights[id] }
}
