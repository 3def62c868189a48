import IR
import Plan
import Targets

extension Target {
  /// The predicted time of each region of a schedule, in cycles.
  package func cycles(_ schedule: Schedule, in graph: Graph) -> [Double] {
    schedule.regions.map { cycles($0, in: graph, parts: schedule.parts) }
  }

  /// Multiply-adds per cycle of the numbers that a graph has.
  func multiplyAddsPerCycle(in graph: Graph) -> Double {
    (graph.isQuantized ? integerMultiplyAddsPerCycle : nil) ?? multiplyAddsPerCycle
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
    func reading(_ value: ValueID, _ node: Node, times: Int) -> Double {
      let isNear = region.isPulled && made.contains(value)
      return isNear && readsNearLines(of: value, node, in: graph) ? 0 : moving(value, times: times)
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
        + Double(graph.cost(of: stage.node).multiplyAdds) * again / multiplyAddsPerCycle(in: graph)
        + node.operands.reduce(0) { $0 + reading($1, node, times: reads) }
        + moving(node.result, times: writes)
        + (tiles(of: stage, in: region, graph).map(cycles)
          ?? Double(rows) * (cyclesPerRow + (region.isPulled ? cyclesPerRequest : 0)))
    }
  }

  /// Whether the rows of a ring may lie among each other, which saves more than moving them costs.
  ///
  /// Where the weights of who makes it drive it out of the first-level cache, it saves no more than the turns
  /// between both cost.
  private func readsNearLines(of value: ValueID, _ node: Node, in graph: Graph) -> Bool {
    guard let rows = rowsOfLines(of: value, readBy: node, in: graph),
      let maker = graph.values[value].producer, case .conv2D(let dense) = graph.nodes[maker].op
    else { return false }
    let shape = graph.shape(of: value)
    let bytes = rows * shape.width * shape.channels + graph.weights[dense.weight].count
    return bytes <= firstCacheBytes
  }

  /// How many rows of a ring may lie among each other for who reads it; nil where none do.
  func rowsOfLines(of value: ValueID, readBy node: Node, in graph: Graph) -> Int? {
    guard case .depthwiseConv2D(let conv) = node.op, graph.type(of: value).elementType == .i8,
      let maker = graph.values[value].producer, case .conv2D = graph.nodes[maker].op
    else { return nil }
    let rows = conv.window(graph.weights).rows.kernel
    return rowsOfLines.contains(rows) ? rows : nil
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
