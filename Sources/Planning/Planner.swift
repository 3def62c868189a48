import Basics
import IR
import Plan
import Targets

/// Schedules a graph and places its buffers.
///
/// The result is a proposal: `PlanCheck` decides whether it is sound.
package func plan(
  _ graph: Graph, target: Target, options: PlanOptions
) throws(Rejection) -> Plan {
  try refuseWhatNeedsCopies(graph)
  var best = draft(graph, target: target, options: options)
  for draft in draftsWithSecondPasses(graph, target: target, options: options, than: best)
  where draft.isBetter(than: best, for: options) {
    best = draft
  }
  let plan = best.plan(alignment: target.alignment)
  if let budget = options.budget, plan.memory.arenaSize > budget {
    let region = plan.peakRegion.map { plan.schedule.regions[$0].stages } ?? []
    let names = region.map { graph.name(of: $0.node) }.joined(separator: ", ")
    throw Rejection(
      .doesNotFit, "plan.budget",
      "no plan was found that fits into \(grouped(budget)) bytes; the smallest needs"
        + " \(grouped(plan.memory.arenaSize)), set by the region of \(names)")
  }
  return plan
}

/// The best draft for a graph as it is.
private func draft(_ graph: Graph, target: Target, options: PlanOptions) -> Draft {
  let search = Search(PlanFacts(graph, for: options), target: target, options: options)
  let proposals = search.proposals(options)
  let drafts = concurrentMap(proposals.count) { index in
    search.draft(proposals[index], shuffles: 40)
  }
  // The most promising ones are worth some more patience.
  let ranked = drafts.indices.sorted { a, b in
    if drafts[a].isBetter(than: drafts[b], for: options) { return true }
    return !drafts[b].isBetter(than: drafts[a], for: options) && a < b
  }
  let finalists = ranked.prefix(4).map { drafts[$0] }
  let polished = concurrentMap(finalists.count) { index in
    var draft = finalists[index]
    let arrangement = place(draft.lives.tenants, alignment: target.alignment, shuffles: 1000)
    if arrangement.size < draft.arrangement.size { draft.arrangement = arrangement }
    return draft
  }
  var best: Draft?
  for draft in polished {
    if let known = best, !draft.isBetter(than: known, for: options) { continue }
    best = draft
  }
  guard let best else { preconditionFailure("layer by layer is always a schedule") }
  let isForMemory = options.ways == .auto && (options.objective == .ram || options.budget != nil)
  let fastest =
    isForMemory
    ? search.spedUp(best, within: max(best.arrangement.size, options.budget ?? 0)) : best
  return fastest.keepingRingsApart(for: target)
}

/// The largest values that squeeze-excite needs whole and that might be made twice instead, as many
/// as the multiply-adds allow.
private func secondPasses(
  of graph: Graph, options: PlanOptions, below size: Int
) -> [SecondPass] {
  let work = Double(graph.cost().multiplyAdds)
  var factor = 1.0
  return PlanFacts(graph, for: options).secondPasses()
    .filter { $0.byteCount < size }
    .prefix { pass in
      factor += Double(pass.multiplyAdds) / work
      return factor <= options.recompute
    }
}

/// A graph that makes some values twice, and what that leaves of the multiply-adds that may be bought.
private func repeating(
  _ passes: some Collection<SecondPass>, _ graph: Graph, _ options: PlanOptions
) -> (graph: Graph, options: PlanOptions) {
  let work = Double(graph.cost().multiplyAdds)
  let again = 1 + Double(passes.reduce(0) { $0 + $1.multiplyAdds }) / work
  var options = options
  options.recompute = max(1, options.recompute / again)
  return (graph.repeating(passes), options)
}

/// Drafts with second passes: first as many as may be, then only as many as the memory of that takes.
private func draftsWithSecondPasses(
  _ graph: Graph, target: Target, options: PlanOptions, than known: Draft
) -> [Draft] {
  if let budget = options.budget, known.arrangement.size <= budget { return [] }
  let passes = secondPasses(of: graph, options: options, below: known.arrangement.size)
  func draft(_ passes: some Collection<SecondPass>) -> Draft {
    let (graph, options) = repeating(passes, graph, options)
    return Planning.draft(graph, target: target, options: options)
  }
  guard !passes.isEmpty else { return [] }
  let most = draft(passes)
  let needed = passes.prefix { $0.byteCount > most.arrangement.size }
  return needed.count == passes.count ? [most] : [most, draft(needed)]
}

/// A plan that is the fastest of those that need as little memory.
package struct ParetoPoint: Sendable {
  package let arenaSize: Int
  /// Predicted, in whole cycles of the target.
  package let cycles: Double
  /// Those done again included.
  package let multiplyAdds: Int
  package let regions: Int
  /// The highest number of ops that one region pulls or slices together.
  package let longestRegion: Int
}

/// The curve of memory against predicted time, the fastest plan first; no point is worse than
/// another in both.
package func paretoFront(
  _ graph: Graph, target: Target, options: PlanOptions
) throws(Rejection) -> [ParetoPoint] {
  try refuseWhatNeedsCopies(graph)
  var points = paretoPoints(graph, target: target, options: options)
  let least = points.map(\.arenaSize).min() ?? .max
  let passes = secondPasses(of: graph, options: options, below: least)
  if !passes.isEmpty {
    let (graph, options) = repeating(passes, graph, options)
    points += paretoPoints(graph, target: target, options: options)
  }
  var front: [ParetoPoint] = []
  for point in points.sorted(by: { ($0.cycles, $0.arenaSize) < ($1.cycles, $1.arenaSize) }) {
    if let last = front.last, last.arenaSize <= point.arenaSize { continue }
    front.append(point)
  }
  return front
}

private func paretoPoints(
  _ graph: Graph, target: Target, options: PlanOptions
) -> [ParetoPoint] {
  let search = Search(PlanFacts(graph, for: options), target: target, options: options)
  let proposals = search.proposalsAlongTheCurve()
  return concurrentMap(proposals.count) { index in
    let draft = search.draft(proposals[index], shuffles: 10)
    let schedule = draft.proposal.schedule
    return ParetoPoint(
      arenaSize: draft.arrangement.arenaSize(alignment: target.alignment),
      cycles: draft.proposal.cycles.rounded(),
      multiplyAdds: schedule.multiplyAdds(in: graph), regions: schedule.regions.count,
      longestRegion: schedule.regions.map(\.stages.count).max() ?? 0)
  }
}

/// An output must be made by an op, and by one only; anything else would be a copy.
private func refuseWhatNeedsCopies(_ graph: Graph) throws(Rejection) {
  for (index, output) in graph.outputs.enumerated() {
    let name = graph.values[output].name
    if graph.values[output].producer == nil {
      throw Rejection(
        .unsupported, "plan.output", "output %\(name) is an input; nothing is computed for it")
    }
    if graph.outputs[..<index].contains(output) {
      throw Rejection(.unsupported, "plan.output", "output %\(name) is listed twice")
    }
  }
}
