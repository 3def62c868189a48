import IR

extension Region {
  /// The multiply-adds of a region, those that stripes do again included.
  package func multiplyAdds(in graph: Graph) -> Int {
    let passes = stripes.map { _ in columnsOfPasses(in: graph) } ?? []
    return stages.indices.reduce(0) { total, index in
      let cost = graph.cost(of: stages[index].node).multiplyAdds
      guard stripes != nil else { return total + cost }
      let width = graph.shape(of: mapValue(of: stages[index], in: graph)).width
      return total + cost / width * passes.reduce(0) { $0 + $1[index].count }
    }
  }
}

extension Schedule {
  /// The multiply-adds of all regions.
  package func multiplyAdds(in graph: Graph) -> Int {
    regions.reduce(0) { $0 + $1.multiplyAdds(in: graph) }
  }
}
