import IR
import Plan
import Targets

extension Target {
  /// The predicted time of each region of a schedule, in cycles.
  package func cycles(_ schedule: Schedule, in graph: Graph) -> [Double] {
    schedule.regions.map { cycles($0, in: graph) }
  }

  /// The predicted time of a region, in cycles; good for ranking plans, not for promises.
  func cycles(_ region: Region, in graph: Graph) -> Double {
    let made = Set(region.stages.dropLast().map { graph.nodes[$0.node].result })
    /// The time to move a map so many times: one that is made and used row by row stays in the cache.
    func moving(_ value: ValueID, times: Int) -> Double {
      let bytes = graph.shape(of: value).count * graph.type(of: value).elementType.byteCount
      let isNear = bytes <= cacheBytes || (region.isPulled && made.contains(value))
      return Double(bytes * times) / (isNear ? cachedBytesPerCycle : bytesPerCycle)
    }
    return region.stages.reduce(0) { total, stage in
      let node = graph.nodes[stage.node]
      // In all passes together; sums are read again by every slice but the first.
      let reads = stage.role == .produces ? region.passes : 1
      let writes = stage.role == .reduces ? 2 * region.passes - 1 : 1
      let rows = graph.shape(of: node.result).height * region.passes
      return total
        + Double(graph.cost(of: stage.node).multiplyAdds) / multiplyAddsPerCycle
        + node.operands.reduce(0) { $0 + moving($1, times: reads) }
        + moving(node.result, times: writes)
        + Double(rows) * (cyclesPerRow + (region.isPulled ? cyclesPerRequest : 0))
    }
  }
}
