import Basics
import IR
import Plan

/// What is wrong with a plan before anything runs: the replay relies on none of it being so.
///
/// `plan.schedule` (ops missing, twice, or not split the way they can be), `plan.slices` (not a
/// partition of the channels), `plan.bounds` (a buffer outside of the arena, or not aligned),
/// `plan.placement` (a value without a place, in the wrong one, or in a buffer too small for it).
func malformations(of plan: Plan) -> [Diagnostic] {
  let found = scheduleFaults(plan) + arenaFaults(plan.memory)
  return found.isEmpty ? placementFaults(plan) : found
}

// MARK: The schedule

/// Every op once, and split as its access map allows.
private func scheduleFaults(_ plan: Plan) -> [Diagnostic] {
  let graph = plan.graph
  let planned = plan.schedule.regions.flatMap { $0.stages.map(\.node) }
  guard planned.count == graph.order.count, Set(planned) == Set(graph.order) else {
    return [fault("plan.schedule", "the schedule does not run every op exactly once")]
  }
  guard plan.memory.regionSteps == plan.schedule.regions.map({ $0.steps(in: graph) }) else {
    return [fault("plan.schedule", "the steps of the regions are not counted right")]
  }
  let delivered = plan.schedule.regions.flatMap(\.deliveries)
  guard Set(delivered).count == delivered.count, delivered.allSatisfy(graph.inputs.indices.contains)
  else { return [fault("plan.schedule", "an input is delivered twice or does not exist")] }
  return plan.schedule.regions.flatMap { region -> [Diagnostic] in
    guard let slices = region.slices else {
      return region.stages.filter { $0.role != .whole }.map {
        fault("plan.schedule", at: $0, graph, "is split in a region that is not")
      }
    }
    let channels = slices.last?.upperBound ?? 0
    var next = 0
    for slice in slices {
      guard slice.lowerBound == next, !slice.isEmpty, slices.count < 1 << 16 else {
        return [fault("plan.slices", "the slices \(slices) are no partition of the channels")]
      }
      next = slice.upperBound
    }
    return region.stages.filter { splitChannels($0, graph) != channels }.map {
      fault("plan.schedule", at: $0, graph, "cannot be split into \(slices) as \($0.role)")
    }
  }
}

/// How many channels slices must cover for a stage; nil where the op cannot be split in this role.
private func splitChannels(_ stage: Stage, _ graph: Graph) -> Int? {
  let node = graph.nodes[stage.node]
  let accesses = graph.access(of: stage.node)
  guard accesses.count == 1 else { return nil }
  switch accesses[0].space {
  case .same, .window: break
  case .everything, .single: return nil
  }
  switch (stage.role, accesses[0].channels) {
  case (.produces, .sum), (.carries, .same): return graph.shape(of: node.result).channels
  case (.reduces, .sum): return graph.shape(of: node.operands[0]).channels
  case (.whole, _), (.produces, .same), (.carries, .sum), (.reduces, .same): return nil
  }
}

extension Region {
  /// One for each row of each stage, in every pass, and one for each row that is delivered.
  fileprivate func steps(in graph: Graph) -> Int {
    passes * stages.reduce(0) { $0 + graph.shape(of: graph.nodes[$1.node].result).height }
      + deliveries.reduce(0) { $0 + graph.shape(of: graph.inputs[$1]).height }
  }
}

// MARK: The memory

private func arenaFaults(_ memory: MemoryPlan) -> [Diagnostic] {
  guard memory.elementBytes > 0, memory.alignment > 0,
    memory.alignment % memory.elementBytes == 0,
    memory.arenaSize > 0, memory.arenaSize % memory.alignment == 0
  else {
    return [
      fault(
        "plan.bounds",
        "\(memory.arenaSize) bytes are no arena that is aligned to \(memory.alignment)")
    ]
  }
  return memory.buffers.filter { buffer in
    buffer.offset < 0 || buffer.byteCount <= 0 || buffer.offset % memory.alignment != 0
      || buffer.bytes.upperBound > memory.arenaSize
  }.map { buffer in
    fault(
      "plan.bounds",
      "buffer \(buffer.name), \(buffer.byteCount) bytes at \(buffer.offset), does not lie aligned in"
        + " the arena of \(memory.arenaSize) bytes")
  }
}

/// Inputs and outputs are the caller's, everything else lies in a buffer that is large enough.
private func placementFaults(_ plan: Plan) -> [Diagnostic] {
  let graph = plan.graph
  var found: [Diagnostic] = []
  func expect(_ isSound: Bool, _ value: ValueID, _ message: String) {
    if !isSound { found.append(fault("plan.placement", "%\(graph.values[value].name) \(message)")) }
  }
  func expect(_ buffer: Int, _ value: ValueID, holds channels: Int, rows: Int? = nil) {
    let buffers = plan.memory.buffers
    let type = graph.type(of: value)
    let pixels = (rows ?? type.shape.height) * type.shape.width
    expect(
      pixels > 0 && buffers.indices.contains(buffer)
        && buffers[buffer].byteCount >= pixels * channels * plan.memory.elementBytes,
      value, "does not fit into its buffer")
  }
  let delivered = Set(plan.schedule.regions.flatMap(\.deliveries))
  for (index, input) in graph.inputs.enumerated() {
    let channels = graph.shape(of: input).channels
    switch plan.memory.placements[input] {
    case .input(index):
      expect(!delivered.contains(index), input, "is the caller's and yet delivered")
    case .arena(let buffer): expect(buffer, input, holds: channels)
    case .ring(let buffer, let ring, false):
      expect(delivered.contains(index), input, "is kept in part and yet not delivered")
      expect(buffer, input, holds: channels, rows: ring.lanes.first.map { $0 / max(1, ring.width) })
    case .input, .output, .slice, .ring, nil:
      expect(false, input, "is not where the caller puts it")
    }
  }
  for (index, output) in graph.outputs.enumerated() {
    expect(
      plan.memory.placements[output] == .output(index), output,
      "is not where the caller expects it")
  }
  for region in plan.schedule.regions {
    let widest = region.slices?.map(\.count).max()
    for stage in region.stages {
      let result = graph.nodes[stage.node].result
      switch plan.memory.placements[result] {
      case .output: expect(graph.outputs.contains(result), result, "is no output")
      case .arena(let buffer): expect(buffer, result, holds: graph.shape(of: result).channels)
      case .slice(let buffer):
        expect(buffer, result, holds: widest ?? graph.shape(of: result).channels)
      case .ring(let buffer, let ring, let isSliced):
        let channels = isSliced ? widest : nil
        expect(
          buffer, result, holds: channels ?? graph.shape(of: result).channels,
          rows: ring.lanes.first.map { $0 / max(1, ring.width) })
      case .input, nil: expect(false, result, "has no place")
      }
    }
  }
  return found
}

private func fault(_ id: String, _ message: String) -> Diagnostic {
  Diagnostic(id, at: .unknown, message)
}

private func fault(_ id: String, at stage: Stage, _ graph: Graph, _ message: String) -> Diagnostic {
  Diagnostic(
    id, at: graph.nodes[stage.node].origin, "%\(graph.name(of: stage.node)) \(message)")
}
