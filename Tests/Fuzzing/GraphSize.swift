import IR

/// How much there is to do for a graph: fuzzing wants many small files, not a few large ones.
struct GraphSize {
  private let nodes: Int
  private let weights: Int
  private let elements: Int
  private let multiplyAdds: Int

  init(_ graph: Graph) {
    nodes = graph.order.count
    weights = graph.usedWeights.reduce(0) { $0 + graph.weights[$1].count }
    elements =
      graph.inputs.reduce(0) { $0 + graph.shape(of: $1).count }
      + graph.order.reduce(0) { $0 + graph.shape(of: graph.nodes[$1].result).count }
    multiplyAdds = graph.cost().multiplyAdds
  }

  var isPrintable: Bool { nodes < 200 && weights < 10_000 }
  var isQuickToRun: Bool { nodes < 200 && elements < 20_000 && multiplyAdds < 50_000 }
  var isQuickToPlan: Bool { isQuickToRun && isPrintable && nodes < 12 && elements < 4000 }
}
