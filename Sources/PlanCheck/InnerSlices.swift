import IR

extension RegionFacts {
  /// The stage that adds up what the slices inside of rows make; the stages up to it are run for
  /// each slice, those behind it once for each row.
  var reducer: Int? { stages.firstIndex { $0.stage.role == .reduces } }

  /// The rows that each stage up to the reducing one makes, in order, for row `y` of the sums.
  func rowsOfHead(for y: Int, reducer: Int) -> [Range<Int>] {
    var rows = [y..<y + 1]
    for index in (0..<reducer).reversed() {
      // A stage of the head reads one operand, the result of the stage before it.
      let reader = stages[index + 1]
      let part = Rectangle(rows: rows[rows.count - 1], columns: 0..<reader.shape.width)
      let needed = reader.pixels(of: reader.operands[0], for: part)
      rows.append(needed.hullOfRows ?? 0..<0)
    }
    return rows.reversed()
  }

  /// The steps of a region that runs its slices inside of rows; where they are more than `limit`,
  /// some number above it.
  func countInnerSteps(upTo limit: Int) -> Int {
    guard let reducer else { return 0 }
    let tail = stages.count - 1 - reducer
    var steps = 0
    // Bounded in time by the limit, and by the graph: slices and rows are no more than it has.
    for y in 0..<stages[reducer].shape.height {
      guard steps <= limit else { break }
      let rows = rowsOfHead(for: y, reducer: reducer).reduce(0) { $0 + $1.count }
      steps += region.passes * rows + tail
    }
    return steps
  }
}
