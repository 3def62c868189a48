import IR
import Plan
import Targets

extension Plan {
  /// Whether one call of a kernel makes all rows of a stage, as if they were a single one.
  ///
  /// A pointwise convolution then takes some of its weights through the whole map, which stays in the first-level
  /// cache with them, instead of all of its weights through each row. It needs all of its operand to the end:
  /// no row may be written over by one of the result. Nor may integers have signs to be flipped on the stack.
  package func makesMapAtOnce(_ stage: Stage, _ target: Target) -> Bool {
    let node = graph.nodes[stage.node]
    guard target.prefetch != nil, case .conv2D(let conv) = node.op, stage.grain == nil,
      !stage.gathers, !stage.role.readsSlice, graph.shape(of: node.result).height > 1
    else { return false }
    let window = conv.window(graph.weights)
    let (from, to) = (node.operands[0], node.result)
    guard [window.rows, window.columns].allSatisfy({ $0.kernel == 1 && $0.stride == 1 }),
      graph.shape(of: from).height == graph.shape(of: to).height,
      graph.shape(of: from).width == graph.shape(of: to).width,
      planePixels(of: from) == 1, planePixels(of: to) == 1,
      !target.raises || graph.type(of: from).elementType == .f32 || isUnsigned(from, target),
      let region = schedule.regions.first(where: { $0.stages.contains(stage) }),
      !region.isPulled, !region.splitsInside, region.sharedRows == nil, region.deliveries.isEmpty
    else { return false }
    switch (memory.placements[from], memory.placements[to]) {
    case (.arena(let own), .arena(let other)):
      return !memory.buffers[own].bytes.overlaps(memory.buffers[other].bytes)
    case (.arena, .output), (.input, .arena), (.input, .output): return true
    default: return false
    }
  }
}
