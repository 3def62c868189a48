import Basics
import IR
import Plan

/// What is wrong with how the parts share a region.
func shareFaults(_ region: Region, _ plan: Plan) -> [Diagnostic] {
  let graph = plan.graph
  let parts = plan.schedule.parts
  func found(_ message: String) -> [Diagnostic] {
    [fault("plan.shares", at: region.stages[0], graph, message)]
  }
  switch region.shares {
  case .firstPart: return []
  case .rows(let rows):
    guard rows.count <= parts, region.slices == nil, region.stripes == nil, !region.splitsInside,
      region.deliveries.isEmpty, region.isPulled || region.stages.count == 1
    else { return found("is in a region whose rows cannot be shared") }
    let height = graph.shape(of: graph.nodes[region.stages[region.stages.count - 1].node].result)
      .height
    guard isPartition(rows, of: height) else {
      return found("is in a region whose shares \(rows) are no partition of \(height) rows")
    }
    return insideFaults(region, graph)
  case .slices:
    guard let slices = region.slices, slices.count <= parts, !region.isPulled,
      !region.splitsInside, region.deliveries.isEmpty, region.stages.count == 1,
      let stage = region.stages.first, stage.grain == nil, !stage.gathers
    else { return found("is in a region whose channels cannot be shared") }
    let channels = graph.shape(of: graph.nodes[stage.node].result).channels
    guard isPartition(slices, of: channels) else {
      return found("has shares \(slices) that are no partition of \(channels) channels")
    }
    let accesses = graph.access(of: stage.node)
    let isApart: Bool =
      switch stage.role {
      case .carries: accesses.allSatisfy { $0.channels == .same }
      case .produces: accesses.count == 1 && accesses[0].channels == .sum && accesses[0].isOfRows
      case .whole, .reduces: false
      }
    return isApart ? [] : found("has channels that cannot be made apart as \(stage.role)")
  }
}

/// What is made inside of a region whose rows are shared is made row by row, and used inside only.
private func insideFaults(_ region: Region, _ graph: Graph) -> [Diagnostic] {
  let facts = RegionFacts(region, graph)
  let inside = Set(region.stages.map(\.node))
  let users = graph.users()
  return facts.stages.enumerated().filter { index, stage in
    guard stage.stage.grain == nil, !stage.stage.gathers, stage.stage.role == .whole,
      stage.operands.allSatisfy({ operand in
        if case .stage = operand.source { operand.access.isOfRows } else { true }
      })
    else { return true }
    if index == facts.stages.count - 1 { return false }
    let readers = users[stage.result] ?? []
    return readers.isEmpty || !inside.isSuperset(of: readers)
      || graph.outputs.contains(stage.result)
  }.map { fault("plan.shares", at: $1.stage, graph, "cannot be made by each part for itself") }
}

/// Where results of shared regions lie wrong: those of slices as a whole, those inside of shared rows in
/// rings.
func sharePlacementFaults(_ plan: Plan) -> [Diagnostic] {
  plan.schedule.regions.flatMap { region in
    region.stages.enumerated().filter { index, stage in
      let place = plan.memory.placements[plan.graph.nodes[stage.node].result]
      let isRing = if case .ring? = place { true } else { false }
      switch region.shares {
      case .firstPart: return false
      case .rows: return isRing != (index < region.stages.count - 1)
      case .slices: return isRing || place?.isSliced == true
      }
    }.map {
      fault("plan.placement", at: $1, plan.graph, "does not lie as the parts that share it need it")
    }
  }
}

extension OperandAccess {
  /// Whether a row of the result needs some rows of the operand only.
  fileprivate var isOfRows: Bool {
    switch space {
    case .same, .window: true
    case .everything, .single: false
    }
  }
}
