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
  var best: Draft?
  for proposal in proposals(graph, target: target, options: options) {
    let lives = LiveRanges(graph, proposal.schedule.regions, covering: graph.order.indices)
    let arrangement = place(lives.tenants, alignment: target.alignment, shuffles: 40)
    let draft = Draft(proposal: proposal, lives: lives, arrangement: arrangement)
    if let known = best, !draft.isBetter(than: known, for: options) { continue }
    best = draft
  }
  guard let best else { preconditionFailure("layer by layer is always a schedule") }
  return best.plan(graph, alignment: target.alignment)
}

/// A schedule with its buffers and where they lie.
private struct Draft {
  let proposal: Proposal
  let lives: LiveRanges
  let arrangement: Arrangement

  func isBetter(than other: Draft, for options: PlanOptions) -> Bool {
    let (a, b) = (arrangement.size, other.arrangement.size)
    switch (options.ways, options.objective) {
    case (.auto, .latency): return proposal.cycles < other.proposal.cycles
    case (.auto, .balanced):
      return Double(a) * proposal.cycles < Double(b) * other.proposal.cycles
    case (.atMost, _), (.auto, .ram):
      return (a, proposal.cycles) < (b, other.proposal.cycles)
    }
  }

  func plan(_ graph: Graph, alignment: Int) -> Plan {
    var placements = SideTable<Value, Placement>()
    for value in graph.values.handles {
      switch lives.residences[value] {
      case .input(let index): placements[value] = .input(index)
      case .output(let index): placements[value] = .output(index)
      case .tenant(let tenant):
        let isSliced = lives.tenants[tenant].slicedIn != nil
        placements[value] = isSliced ? .slice(buffer: tenant) : .arena(buffer: tenant)
      case nil: break
      }
    }
    let buffers = zip(lives.tenants, arrangement.offsets).map { tenant, offset in
      Buffer(
        name: tenant.names.joined(separator: " = "),
        offset: offset,
        byteCount: tenant.byteCount,
        growth: (tenant.rows[0].birth..<tenant.rows[tenant.rows.count - 1].birth + 1),
        decay: (tenant.rows[0].death..<tenant.rows[tenant.rows.count - 1].death + 1))
    }
    let size = max(arrangement.size, alignment)
    return Plan(
      graph: graph, schedule: proposal.schedule,
      memory: MemoryPlan(
        buffers: buffers, placements: placements,
        arenaSize: (size + alignment - 1) / alignment * alignment, alignment: alignment,
        regionSteps: lives.regionSteps))
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
