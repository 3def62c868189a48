import IR

extension Region {
  /// The multiply-adds of a region, those included that stripes, overlapping bands, slices inside of
  /// rows, or several parts do again.
  package func multiplyAdds(in graph: Graph) -> Int {
    if splitsInside { return multiplyAddsInside(in: graph) }
    if sharedRows != nil { return multiplyAddsOfParts(in: graph) }
    let isRepeating = stripes != nil || stages.contains { ($0.grain?.rowsAgain ?? 0) > 0 }
    let passes = isRepeating ? gridsOfPasses(in: graph) : []
    return stages.indices.reduce(0) { total, index in
      let cost = graph.cost(of: stages[index].node).multiplyAdds
      guard isRepeating else { return total + cost }
      let map = graph.shape(of: mapValue(of: stages[index], in: graph))
      let made = passes.reduce(0) { $0 + $1[index].rowsMade * $1[index].columns.count }
      return total + cost / (map.height * map.width) * made
    }
  }
}

extension Region {
  /// The steps of a region whose slices are not run inside of rows, deliveries left out.
  package func stepCount(in graph: Graph) -> Int {
    gridsOfPasses(in: graph).joined().reduce(0) { $0 + $1.count }
  }

  private func multiplyAddsOfParts(in graph: Graph) -> Int {
    let parts = rowsOfParts(in: graph)
    return stages.indices.reduce(0) { total, index in
      let height = graph.shape(of: graph.nodes[stages[index].node].result).height
      let made = parts.reduce(0) { $0 + $1[index].count }
      return total + graph.cost(of: stages[index].node).multiplyAdds / height * made
    }
  }

  private func multiplyAddsInside(in graph: Graph) -> Int {
    let height = graph.shape(of: graph.nodes[stages[headCount - 1].node].result).height
    var rows = stages.map { _ in 0 }
    for y in 0..<height {
      for (stage, made) in headRows(forRow: y, in: graph).enumerated() { rows[stage] += made.count }
    }
    return stages.indices.reduce(0) { total, index in
      let cost = graph.cost(of: stages[index].node).multiplyAdds
      guard index < headCount else { return total + cost }
      let height = graph.shape(of: graph.nodes[stages[index].node].result).height
      return total + cost / height * rows[index]
    }
  }
}

extension Schedule {
  /// The multiply-adds of all regions.
  package func multiplyAdds(in graph: Graph) -> Int {
    regions.reduce(0) { $0 + $1.multiplyAdds(in: graph) }
  }
}
