import Basics
import IR
import Plan
import Planning
import Targets
import Visualize

/// One of the plans that nothing beats in both memory and time.
public struct TradeOff: Codable, Sendable {
  public let arenaSize: Int
  /// Predicted, in cycles of the target.
  public let cycles: Double
  /// Times those of the model.
  public let multiplyAdds: Double
  public let regions: Int
  /// The most ops that one region runs together.
  public let longestRegion: Int
}

/// The curve of memory against predicted time, the fastest plan first.
public func pareto(
  _ request: ModelRequest, _ options: CompileOptions
) throws(Failure) -> [TradeOff] {
  try facade { () throws(Rejection) in
    let model = try load(request)
    let graph = try runPasses(on: model.graph, options.passes) { _ in }
    return try tradeOffs(graph, try target(options.target), options.completed(by: model))
  }
}

/// The curve as SVG, with the plan marked that the options choose.
public func paretoChart(
  _ request: ModelRequest, _ options: CompileOptions, _ points: [TradeOff]
) throws(Failure) -> String {
  try facade { () throws(Rejection) in
    let model = try load(request)
    let prepared = try prepare(model, options)
    return tradeOffChart(
      of: model.graph.name,
      curve(points, chosen: prepared.plan, of: model.graph.cost().multiplyAdds, prepared.target))
  }
}

/// The curve of a graph that has been through the passes.
func tradeOffs(
  _ graph: Graph, _ target: Target, _ options: CompileOptions
) throws(Rejection) -> [TradeOff] {
  let work = Double(max(1, graph.cost().multiplyAdds))
  // The curve goes down to the least memory there is.
  var options = options
  options.optimize = PlanOptions.Objective.ram.rawValue
  return try paretoFront(graph, target: target, options: planOptions(options)).map {
    TradeOff(
      arenaSize: $0.arenaSize, cycles: $0.cycles, multiplyAdds: Double($0.multiplyAdds) / work,
      regions: $0.regions,
      longestRegion: $0.longestRegion)
  }
}

/// What to draw of a curve; `work` is the multiply-adds of the model.
func curve(
  _ points: [TradeOff], chosen plan: Plan, of work: Int, _ target: Target
) -> TradeOffs {
  let regions = plan.schedule.regions
  return TradeOffs(
    points.map {
      TradeOffs.Point(
        arenaSize: $0.arenaSize, cycles: $0.cycles, multiplyAdds: $0.multiplyAdds,
        regions: $0.regions, longestRegion: $0.longestRegion)
    },
    chosen: TradeOffs.Point(
      arenaSize: plan.memory.arenaSize,
      cycles: target.cycles(plan.schedule, in: plan.graph).reduce(0, +).rounded(),
      multiplyAdds: Double(plan.schedule.multiplyAdds(in: plan.graph)) / Double(max(1, work)),
      regions: regions.count,
      longestRegion: regions.map(\.stages.count).max() ?? 0))
}
