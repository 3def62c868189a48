import IR

extension Region {
  /// The columns of each stage's map that are made in each pass: all of them, unless the region has
  /// stripes.
  package func columnsOfPasses(in graph: Graph) -> [[Range<Int>]] {
    let all = stages.map { 0..<graph.shape(of: mapValue(of: $0, in: graph)).width }
    guard let stripes else { return Array(repeating: all, count: passes) }
    let nodes = stages.map { graph.nodes[$0.node] }
    return stripes.map { stripe in
      var columns: [Range<Int>?] = Array(repeating: nil, count: stages.count)
      columns[stages.count - 1] = stripe
      for reader in stages.indices.reversed() {
        guard let made = columns[reader] else { continue }
        for (operand, access) in zip(nodes[reader].operands, graph.access(of: stages[reader].node))
        {
          guard let maker = nodes.firstIndex(where: { $0.result == operand }) else { continue }
          let needed = access.columns(for: made, width: graph.shape(of: operand).width)
          guard !needed.isEmpty else { continue }
          let known = columns[maker] ?? needed
          columns[maker] =
            min(known.lowerBound, needed.lowerBound)..<max(known.upperBound, needed.upperBound)
        }
      }
      return zip(columns, all).map { $0 ?? $1 }
    }
  }

  /// The steps of each stage in each pass.
  package func gridsOfPasses(in graph: Graph) -> [[StepGrid]] {
    let heights = stages.map { graph.shape(of: mapValue(of: $0, in: graph)).height }
    return columnsOfPasses(in: graph).map { columns in
      stages.indices.map {
        StepGrid(stages[$0].grain, height: heights[$0], columns: columns[$0])
      }
    }
  }

  /// The value whose pixels the steps of a stage go over: its result, or the operand it gathers.
  package func mapValue(of stage: Stage, in graph: Graph) -> ValueID {
    let node = graph.nodes[stage.node]
    return stage.gathers ? node.operands[0] : node.result
  }
}
