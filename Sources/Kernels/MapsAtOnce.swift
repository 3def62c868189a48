import IR
import Plan
import Targets

extension Plan {
  /// Whether one call of a kernel makes all rows of a stage, as if they were a single one.
  ///
  /// A pointwise convolution then takes some of its weights through the whole map, which stays in the first-level
  /// cache with them, instead of all of its weights through each row. It needs all of its operand to the end:
  /// no row may be written over by one of the result. Nor may integers have signs to be flipped on the stack.
  /// What makes each element by itself looks at a gate, or at what else it knows of a channel, once; its result may
  /// stand where its operand was.
  package func makesMapAtOnce(_ stage: Stage, _ target: Target) -> Bool {
    let node = graph.nodes[stage.node]
    guard target.prefetch != nil, stage.grain == nil, !stage.gathers, !stage.role.readsSlice,
      graph.shape(of: node.result).height > 1, planePixels(of: node.result) == 1,
      let region = schedule.regions.first(where: { $0.stages.contains(stage) }),
      !region.isPulled, !region.splitsInside, region.sharedRows == nil, region.deliveries.isEmpty
    else { return false }
    if case .conv2D(let conv) = node.op {
      let from = node.operands[0]
      return isPointwise(conv, from: from, to: node.result)
        && (!target.raises || graph.type(of: from).elementType == .f32 || isUnsigned(from, target))
        && areApart(from, node.result)
    }
    return zip(node.operands, graph.access(of: stage.node)).allSatisfy { operand, access in
      guard access.channels == .same, planePixels(of: operand) == 1 else { return false }
      switch access.space {
      case .single: return areApart(operand, node.result)
      case .same: return areApart(operand, node.result) || isSamePlace(operand, node.result)
      case .window, .everything: return false
      }
    }
  }

  private func isPointwise(_ conv: Conv2D, from: ValueID, to: ValueID) -> Bool {
    let window = conv.window(graph.weights)
    return [window.rows, window.columns].allSatisfy { $0.kernel == 1 && $0.stride == 1 }
      && graph.shape(of: from).height == graph.shape(of: to).height
      && graph.shape(of: from).width == graph.shape(of: to).width
      && planePixels(of: from) == 1
  }

  /// Whether two values, each of which lies in one place as a whole, have no byte in common.
  private func areApart(_ from: ValueID, _ to: ValueID) -> Bool {
    switch (memory.placements[from], memory.placements[to]) {
    case (.arena(let own), .arena(let other)):
      return !memory.buffers[own].bytes.overlaps(memory.buffers[other].bytes)
    case (.arena, .output), (.input, .arena), (.input, .output): return true
    default: return false
    }
  }

  /// Whether each element of a value has the place of the other one's.
  private func isSamePlace(_ from: ValueID, _ to: ValueID) -> Bool {
    guard case .arena(let own)? = memory.placements[from],
      case .arena(let other)? = memory.placements[to]
    else { return false }
    return memory.buffers[own].bytes == memory.buffers[other].bytes
      && pitch(of: from) == pitch(of: to)
  }
}
