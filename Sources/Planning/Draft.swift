import Basics
import IR
import Plan

/// A schedule with its buffers and where they lie.
struct Draft: Sendable {
  let facts: PlanFacts
  let proposal: Proposal
  let lives: LiveRanges
  var arrangement: Arrangement

  func isBetter(than other: Draft, for options: PlanOptions) -> Bool {
    let (a, b) = (arrangement.size, other.arrangement.size)
    if let budget = options.budget {
      // Whatever fits beats what does not; of what fits, the fastest; else the smallest.
      if (a <= budget) != (b <= budget) { return a <= budget }
      return a <= budget ? proposal.cycles < other.proposal.cycles : a < b
    }
    switch (options.ways, options.objective) {
    case (.auto, .balanced):
      return Double(a) * proposal.cycles < Double(b) * other.proposal.cycles
    // Proposals for least latency are all about as fast.
    case (.atMost, _), (.auto, .ram), (.auto, .latency):
      return (a, proposal.cycles) < (b, other.proposal.cycles)
    }
  }

  func plan(alignment: Int) -> Plan {
    let graph = facts.graph
    var placements = SideTable<Value, Placement>()
    for value in graph.values.handles {
      switch lives.residences[value.index] {
      case .input(let index): placements[value] = .input(index)
      case .output(let index): placements[value] = .output(index)
      case .tenant(let tenant, let isSliced):
        placements[value] = isSliced ? .slice(buffer: tenant) : .arena(buffer: tenant)
      case .ring(let tenant, let ring, let isSliced):
        placements[value] = .ring(buffer: tenant, ring, isSliced: isSliced)
      case nil: break
      }
    }
    var sums = SideTable<Value, Int>()
    for value in graph.values.handles {
      if let tenant = lives.sums[value.index] { sums[value] = tenant }
    }
    let buffers = zip(lives.tenants, arrangement.offsets).map { tenant, offset in
      Buffer(
        name: tenant.names.joined(separator: " = "),
        offset: offset,
        byteCount: tenant.byteCount,
        growth: tenant.growth, decay: tenant.decay)
    }
    var memory = MemoryPlan(
      buffers: buffers, placements: placements,
      arenaSize: arrangement.arenaSize(alignment: alignment), alignment: alignment,
      regionSteps: lives.regionSteps, elementBytes: facts.mostElementBytes)
    memory.partialSums = sums
    memory.inputLayout = facts.inputLayout
    return Plan(graph: graph, schedule: proposal.schedule, memory: memory)
  }
}

extension Search {
  /// Gives the buffers of a proposal their places; more shuffles try more arrangements.
  func draft(_ proposal: Proposal, shuffles: Int) -> Draft {
    let lives = LiveRanges(
      facts, proposal.schedule.regions, covering: facts.graph.order.indices, input: input)
    let arrangement = place(lives.tenants, alignment: alignment, shuffles: shuffles)
    return Draft(facts: facts, proposal: proposal, lives: lives, arrangement: arrangement)
  }
}
