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
    let slices = region.slices ?? []
    return region.stages.reduce(0) { total, stage in
      let node = graph.nodes[stage.node]
      let result = graph.shape(of: node.result).count
      let operands = node.operands.reduce(0) { $0 + graph.shape(of: $1).count }
      let passes = region.passes
      // Elements moved in all passes together.
      let moved =
        switch stage.role {
        case .whole, .carries: operands + result
        case .produces: passes * operands + result
        // The sums are read again by every slice but the first.
        case .reduces: operands + (2 * passes - 1) * result
        }
      let rows = graph.shape(of: node.result).height * max(1, slices.count)
      return total
        + Double(graph.cost(of: stage.node).multiplyAdds) / multiplyAddsPerCycle
        + Double(moved * ElementType.f32.byteCount) / bytesPerCycle
        + Double(rows) * cyclesPerRow
    }
  }
}
