import IR

extension Region {
  /// The stages that run for each slice where the slices are run inside of the rows: those up to the
  /// one that reduces.
  package var headCount: Int {
    (stages.firstIndex { $0.role == .reduces } ?? stages.count - 1) + 1
  }

  /// The rows of each of these stages that row `y` of the last of them needs.
  package func headRows(forRow y: Int, in graph: Graph) -> [Range<Int>] {
    var rows = [y..<y + 1]
    for stage in stages[..<headCount].dropFirst().reversed() {
      let node = graph.nodes[stage.node]
      let access = graph.access(of: stage.node)[0]
      let height = graph.shape(of: node.operands[0]).height
      rows.insert(access.rows(for: rows[0], height: height), at: 0)
    }
    return rows
  }
}
