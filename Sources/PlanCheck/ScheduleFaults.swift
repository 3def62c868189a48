import Basics
import IR
import Plan

/// Every op once, after what it needs, and split as its access map allows.
func scheduleFaults(_ plan: Plan) -> [Diagnostic] {
  let graph = plan.graph
  let regions = plan.schedule.regions
  let planned = regions.flatMap { $0.stages.map(\.node) }
  guard planned.count == graph.order.count, Set(planned) == Set(graph.order) else {
    return [fault("plan.schedule", "the schedule does not run every op exactly once")]
  }
  guard (1...mostParts).contains(plan.schedule.parts) else {
    return [
      fault("plan.shares", "\(plan.schedule.parts) parts are more than can be checked, or none")
    ]
  }
  guard regions.allSatisfy({ !$0.stages.isEmpty }) else {
    return [fault("plan.schedule", "a region runs no op")]
  }
  let values = graph.values.handles.reduce(0) { max($0, $1.index + 1) }
  guard values <= ElementName.mostValues else {
    return [fault("plan.schedule", "\(values) values are more than can be checked")]
  }
  let delivered = regions.flatMap(\.deliveries)
  guard Set(delivered).count == delivered.count, delivered.allSatisfy(graph.inputs.indices.contains)
  else { return [fault("plan.schedule", "an input is delivered twice or does not exist")] }
  return regions.flatMap { region in
    let slices = region.shares == .slices ? [] : sliceFaults(region, graph)
    let found = shareFaults(region, plan) + slices + grainFaults(region, graph)
    guard found.isEmpty else { return found }
    return orderFaults(region, graph) + stripeFaults(region, plan)
      + innerSliceFaults(region, graph) + overlapFaults(region, graph)
  }
}

private func orderFaults(_ region: Region, _ graph: Graph) -> [Diagnostic] {
  RegionFacts(region, graph).stages.enumerated().filter { index, stage in
    stage.operands.contains {
      guard case .stage(let maker) = $0.source else { return false }
      return maker >= index
    }
  }.map { fault("plan.schedule", at: $1.stage, graph, "stands before a stage that it needs") }
}

// MARK: Slices

private func sliceFaults(_ region: Region, _ graph: Graph) -> [Diagnostic] {
  guard let slices = region.slices else {
    guard !region.splitsInside else {
      return [fault("plan.slices", "a region runs slices inside of rows and has none")]
    }
    return region.stages.filter { $0.role != .whole }.map {
      fault("plan.schedule", at: $0, graph, "is split in a region that is not")
    }
  }
  let channels = slices.last?.upperBound ?? 0
  guard isPartition(slices, of: channels), slices.count < ElementName.mostParts else {
    return [fault("plan.slices", "the slices \(slices) are no partition of the channels")]
  }
  let split = region.splitsInside ? region.stages.filter { $0.role != .whole } : region.stages
  return split.filter { splitChannels($0, graph) != channels }.map {
    fault("plan.schedule", at: $0, graph, "cannot be split into \(slices) as \($0.role)")
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
  case (.whole, _), (.produces, .same), (.carries, .sum), (.reduces, .same), (_, .all), (_, .some):
    return nil
  }
}

// MARK: Grains

private func grainFaults(_ region: Region, _ graph: Graph) -> [Diagnostic] {
  region.stages.compactMap { stage in
    if let grain = stage.grain {
      guard region.isPulled else {
        return fault("plan.grain", at: stage, graph, "is made in tiles in a region of rows")
      }
      // No map is larger; of larger tiles the sums of sizes might overflow.
      let sizes = 1...Shape.largestCount
      guard sizes.contains(grain.rows), sizes.contains(grain.columns),
        grain.rowsAgain == 0 || sizes.contains(grain.rowsAgain),
        (1...grain.rows + grain.rowsAgain).contains(grain.firstRows),
        (1...grain.columns).contains(grain.firstColumns)
      else { return fault("plan.grain", at: stage, graph, "cannot be made in tiles of \(grain)") }
    }
    guard !stage.gathers || canGather(stage, region, graph) else {
      return fault("plan.schedule", at: stage, graph, "cannot gather its operand here")
    }
    return nil
  }
}

private func canGather(_ stage: Stage, _ region: Region, _ graph: Graph) -> Bool {
  region.isPulled && region.slices == nil && region.stripes == nil && stage.role == .whole
    && graph.access(of: stage.node) == [OperandAccess(.everything, .same)]
}

// MARK: Stripes

private func stripeFaults(_ region: Region, _ plan: Plan) -> [Diagnostic] {
  guard let stripes = region.stripes else { return [] }
  let graph = plan.graph
  guard region.isPulled, region.slices == nil, region.deliveries.isEmpty else {
    return [
      fault("plan.stripes", "a region has stripes that is not pulled, is split or delivered to")
    ]
  }
  if let stage = region.stages.first(where: { $0.grain == nil }) {
    return [fault("plan.stripes", at: stage, graph, "makes whole rows where there are none")]
  }
  guard let driver = region.stages.last else { return [] }
  let width = graph.shape(of: graph.nodes[driver.node].result).width
  guard isPartition(stripes, of: width) else {
    return [fault("plan.stripes", "the stripes \(stripes) are no partition of \(width) columns")]
  }
  let inside = Set(region.stages.map(\.node))
  let users = graph.users()
  return region.stages.dropLast().filter { stage in
    let result = graph.nodes[stage.node].result
    let readers = users[result] ?? []
    return readers.isEmpty || !inside.isSuperset(of: readers) || graph.outputs.contains(result)
  }.map { fault("plan.stripes", at: $0, graph, "is made in stripes and not used in them only") }
}
