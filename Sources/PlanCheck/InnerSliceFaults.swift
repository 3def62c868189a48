import Basics
import IR
import Plan

/// What is wrong with the stages of a region that runs its slices inside of rows.
///
/// They are a chain of stages that ends in sums, and stages behind it that take what is finished of
/// the sums row by row.
func innerSliceFaults(_ region: Region, _ graph: Graph) -> [Diagnostic] {
  guard region.splitsInside else { return [] }
  guard let slices = region.slices, slices.count >= 2, !region.isPulled, region.stripes == nil,
    region.deliveries.isEmpty
  else {
    return [
      fault(
        "plan.slices",
        "a region runs slices inside of rows that has fewer than two, is pulled or delivered to, or"
          + " has stripes")
    ]
  }
  guard isHeadAndTail(region.stages.map(\.role)) else {
    return [
      fault(
        "plan.schedule",
        "the stages of a region that runs slices inside of rows do not produce, carry and reduce")
    ]
  }
  let facts = RegionFacts(region, graph)
  guard let reducer = facts.reducer else { return [] }
  let users = graph.users()
  let head = Set(region.stages[...reducer].map(\.node))
  return facts.stages.enumerated().compactMap { index, stage in
    guard stage.operands.allSatisfy({ canRead($0, at: index, reducer: reducer) }) else {
      return fault(
        "plan.schedule", at: stage.stage, graph, "reads what is not there inside of rows")
    }
    if index > reducer, stage.shape.height != facts.stages[reducer].shape.height {
      return fault(
        "plan.schedule", at: stage.stage, graph, "has other rows than the sums before it")
    }
    if index < reducer,
      graph.outputs.contains(stage.result) || !head.isSuperset(of: users[stage.result] ?? [])
    {
      return fault(
        "plan.schedule", at: stage.stage, graph,
        "is made in slices inside of rows and used elsewhere"
      )
    }
    return nil
  }
}

/// Whether one stage produces, others carry, one reduces, and all behind it run whole.
private func isHeadAndTail(_ roles: [Stage.Role]) -> Bool {
  let head = roles.prefix { $0 != .whole }
  return head.count >= 3 && head.first == .produces && head.last == .reduces
    && head.dropFirst().dropLast().allSatisfy { $0 == .carries }
    && roles.dropFirst(head.count).allSatisfy { $0 == .whole }
}

private func canRead(_ operand: RegionFacts.Operand, at index: Int, reducer: Int) -> Bool {
  switch operand.source {
  case .delivery: false
  case .memory: index == 0 || index > reducer
  case .stage(let maker) where index <= reducer: maker == index - 1
  case .stage(let maker): (reducer..<index).contains(maker) && operand.access.space == .same
  }
}

/// Where results of regions that run slices inside of rows lie wrong: those of slices must be kept
/// in slices, those of whole rows must not, and may be lost only where nobody else reads them.
func innerPlacementFaults(_ plan: Plan) -> [Diagnostic] {
  let graph = plan.graph
  let regions = plan.schedule.regions.filter(\.splitsInside)
  guard !regions.isEmpty else { return [] }
  let users = graph.users()
  return regions.flatMap { region in
    let inside = Set(region.stages.map(\.node))
    return region.stages.filter { stage in
      let result = graph.nodes[stage.node].result
      switch plan.memory.placements[result] {
      case .slice, .ring(_, _, isSliced: true): return !stage.role.makesSlice
      case .arena, .output: return stage.role.makesSlice
      case .ring: return stage.role.makesSlice || !inside.isSuperset(of: users[result] ?? [])
      case .input, nil: return true
      }
    }.map { fault("plan.placement", at: $0, graph, "is not kept as slices inside of rows need it") }
  }
}
