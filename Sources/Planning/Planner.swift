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
  let schedule = schedule(graph, target: target, options: options)
  let lives = LiveRanges(graph, schedule.regions, covering: graph.order.indices)
  let arrangement = place(lives.tenants, alignment: target.alignment, shuffles: 40)

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
  let size = max(arrangement.size, target.alignment)
  return Plan(
    graph: graph, schedule: schedule,
    memory: MemoryPlan(
      buffers: buffers, placements: placements,
      arenaSize: (size + target.alignment - 1) / target.alignment * target.alignment,
      alignment: target.alignment, regionSteps: lives.regionSteps))
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
