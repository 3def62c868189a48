import IR
import Plan
import Targets

extension Target {
  /// The predicted time of each region of a schedule, in cycles.
  package func cycles(_ schedule: Schedule, in graph: Graph) -> [Double] {
    schedule.regions.map { cycles($0, in: graph, parts: schedule.parts) }
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
    let again =
      Double(region.multiplyAdds(in: graph))
      / Double(max(1, region.stages.reduce(0) { $0 + graph.cost(of: $1.node).multiplyAdds }))
    return region.stages.reduce(0) { total, stage in
      let node = graph.nodes[stage.node]
      // In all passes together; sums are read again by every slice but the first.
      let reads = stage.role == .produces ? region.passes : 1
      let writes = stage.role == .reduces ? 2 * region.passes - 1 : 1
      let rows = graph.shape(of: node.result).height * region.passes
      return total
        + Double(graph.cost(of: stage.node).multiplyAdds) * again / multiplyAddsPerCycle
        + node.operands.reduce(0) { $0 + moving($1, times: reads) }
        + moving(node.result, times: writes)
        + (tiles(of: stage, in: region, graph).map(cycles)
          ?? Double(rows) * (cyclesPerRow + (region.isPulled ? cyclesPerRequest : 0)))
    }
  }

  /// The steps of a stage that makes tiles.
  private struct Tiles {
    var steps = 0
    /// Pointers to pixels that are looked up.
    var pointers = 0
    /// Bytes of weights that each step reads.
    var weightBytes = 0
  }

  private func cycles(_ tiles: Tiles) -> Double {
    Double(tiles.steps) * (cyclesPerRequest + Double(tiles.weightBytes) / cachedBytesPerCycle)
      + Double(tiles.pointers) * cyclesPerPointer
  }

  private func tiles(of stage: Stage, in region: Region, _ graph: Graph) -> Tiles? {
    guard let grain = stage.grain,
      let index = region.stages.firstIndex(where: { $0.node == stage.node })
    else { return nil }
    var tiles = Tiles()
    tiles.steps = region.gridsOfPasses(in: graph).reduce(0) { $0 + $1[index].count }
    let pixels = grain.bandRows * grain.columns
    var pointers = pixels
    for access in graph.access(of: stage.node) {
      guard case .window(let window) = access.space else {
        pointers += pixels
        continue
      }
      let table = window.columns.table(of: grain.columns)
      pointers += grain.bandRows * window.rows.kernel * table.count
    }
    tiles.pointers = tiles.steps * pointers
    let weights = graph.nodes[stage.node].op.payload.weightIDs
    tiles.weightBytes = weights.reduce(0) {
      $0 + graph.weights[$1].count * graph.weights[$1].elementType.byteCount
    }
    return tiles
  }
}
