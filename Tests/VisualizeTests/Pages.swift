import Plan

@testable import Visualize

/// Pages of plans that were made without a planner, with plain facts around them.
enum Pages {
  static func facts(of plan: Plan) -> PageFacts {
    let cycles = plan.schedule.regions.indices.map { Double(1000 * ($0 + 1)) }
    let chosen = TradeOffs.Point(
      arenaSize: plan.memory.arenaSize, cycles: cycles.reduce(0, +),
      multiplyAdds: 1,
      regions: plan.schedule.regions.count,
      longestRegion: plan.schedule.regions.map(\.stages.count).max() ?? 0)
    var faster = chosen
    faster.arenaSize *= 2
    faster.cycles /= 2
    return PageFacts(
      command: "mncc inspect net.json --optimize ram", weights: "seeded weights",
      multiplyAdds: 1_234_567, parameters: 89_012,
      bound: PageFacts.Bound(bytes: plan.memory.arenaSize / 2, explanation: "half is proved"),
      cycles: cycles, tradeOffs: TradeOffs([faster], chosen: chosen), notes: ["a note"])
  }

  static func page(of plan: Plan) -> String { planPage(of: plan, facts(of: plan)) }
}
