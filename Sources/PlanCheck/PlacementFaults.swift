import Basics
import IR
import Plan

/// An arena that holds aligned buffers, and is of a size that the values can account for.
func arenaFaults(_ plan: Plan) -> [Diagnostic] {
  let memory = plan.memory
  guard [1, 2, 4].contains(memory.elementBytes), (1...mostAlignment).contains(memory.alignment),
    memory.alignment % memory.elementBytes == 0,
    memory.arenaSize > 0, memory.arenaSize % memory.alignment == 0
  else {
    return [
      fault(
        "plan.bounds",
        "\(memory.arenaSize) bytes are no arena that is aligned to \(memory.alignment)")
    ]
  }
  // Of sums, which are as wide as the widest elements, all cells have names.
  let mostElements = ElementName.mostElements / (bytesPerPartialSum / plan.cellBytes)
  guard plan.graph.values.handles.allSatisfy({ plan.graph.shape(of: $0).count <= mostElements })
  else { return [fault("plan.bounds", "a value has more elements than can be checked")] }
  // Every value and its partial sums side by side, and as much again for rings with room to spare, for
  // each part.
  let bytes = plan.graph.values.handles.reduce(0) { sum, value in
    sum + 2 * plan.schedule.parts
      * (2 * bytesPerPartialSum * plan.graph.shape(of: value).count + memory.alignment)
  }
  guard memory.arenaSize <= max(bytes, memory.alignment) else {
    return [fault("plan.bounds", "\(memory.arenaSize) bytes are far more than all values need")]
  }
  return memory.buffers.filter { buffer in
    buffer.offset < 0 || buffer.byteCount <= 0 || buffer.offset % memory.alignment != 0
      || buffer.byteCount > memory.arenaSize || buffer.offset > memory.arenaSize - buffer.byteCount
  }.map { buffer in
    fault(
      "plan.bounds",
      "buffer \(buffer.name), \(buffer.byteCount) bytes at \(buffer.offset), does not lie aligned in"
        + " the arena of \(memory.arenaSize) bytes")
  }
}

/// No machine asks for more; it keeps sizes from overflowing.
private let mostAlignment = 1 << 16

/// Inputs and outputs are the caller's, everything else lies in a buffer that is large enough.
func placementFaults(_ plan: Plan) -> [Diagnostic] {
  let graph = plan.graph
  let memory = plan.memory
  var found: [Diagnostic] = []
  func expect(_ isSound: Bool, _ value: ValueID, _ message: String) {
    if !isSound { found.append(fault("plan.placement", "%\(graph.values[value].name) \(message)")) }
  }
  func expect(_ buffer: Int, _ value: ValueID, holds channels: Int) {
    let shape = graph.shape(of: value)
    let bytes = shape.height * shape.width * channels * plan.elementBytes(of: value)
    expect(
      memory.buffers.indices.contains(buffer) && memory.buffers[buffer].byteCount >= bytes,
      value, "does not fit into its buffer")
  }
  let rings = RingRules(plan)
  let delivered = Set(plan.schedule.regions.flatMap(\.deliveries))
  for (index, input) in graph.inputs.enumerated() {
    let channels = graph.shape(of: input).channels
    switch memory.placements[input] {
    case .input(index):
      expect(!delivered.contains(index), input, "is the caller's and yet delivered")
    case .arena(let buffer): expect(buffer, input, holds: channels)
    case .ring(let buffer, let ring, false):
      expect(delivered.contains(index), input, "is kept in part and yet not delivered")
      let fault = rings.fault(ring, of: input, buffer: buffer, channels: channels)
      expect(fault == nil, input, fault ?? "")
    case .input, .output, .slice, .ring, nil:
      expect(false, input, "is not where the caller puts it")
    }
  }
  for (index, output) in graph.outputs.enumerated() {
    expect(
      memory.placements[output] == .output(index), output, "is not where the caller expects it")
  }
  for region in plan.schedule.regions {
    let widest = region.slices?.map(\.count).max()
    for stage in region.stages {
      let result = graph.nodes[stage.node].result
      let channels = graph.shape(of: result).channels
      switch memory.placements[result] {
      case .output: expect(graph.outputs.contains(result), result, "is no output")
      case .arena(let buffer): expect(buffer, result, holds: channels)
      case .slice(let buffer): expect(buffer, result, holds: widest ?? channels)
      case .ring(let buffer, let ring, let isSliced):
        let kept = isSliced ? widest ?? channels : channels
        let fault = rings.fault(ring, of: result, buffer: buffer, channels: kept)
        expect(fault == nil, result, fault ?? "")
      case .input, nil: expect(false, result, "has no place")
      }
    }
  }
  return found + innerPlacementFaults(plan) + overlapPlacementFaults(plan) + partialSumFaults(plan)
    + sharePlacementFaults(plan)
}

/// Partial sums that are wider than elements have a buffer of their own, and no others.
private func partialSumFaults(_ plan: Plan) -> [Diagnostic] {
  let graph = plan.graph
  let memory = plan.memory
  var found: [Diagnostic] = []
  var summed: Set<ValueID> = []
  var rowSums: Set<ValueID> = []
  for region in plan.schedule.regions {
    let facts = RegionFacts(region, graph)
    for stage in facts.stages where facts.addsUpParts(stage) {
      summed.insert(stage.result)
      if region.splitsInside { rowSums.insert(stage.result) }
    }
  }
  for value in graph.values.handles {
    let name = graph.values[value].name
    guard let buffer = memory.partialSums[value] else {
      if summed.contains(value), plan.elementBytes(of: value) < bytesPerPartialSum {
        found.append(fault("plan.placement", "the partial sums of %\(name) have no place"))
      }
      continue
    }
    guard summed.contains(value), plan.elementBytes(of: value) < bytesPerPartialSum else {
      found.append(fault("plan.placement", "%\(name) has no partial sums that need a buffer"))
      continue
    }
    let shape = graph.shape(of: value)
    let bytes = bytesPerPartialSum * (rowSums.contains(value) ? shape.rowCount : shape.count)
    if !memory.buffers.indices.contains(buffer) || memory.buffers[buffer].byteCount < bytes
      || memory.buffers[buffer].offset % bytesPerPartialSum != 0
    {
      found.append(
        fault("plan.placement", "the partial sums of %\(name) do not fit into their buffer"))
    }
  }
  return found
}
