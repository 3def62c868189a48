import IR
import Plan

extension Machine {
  /// Runs a region that runs its slices inside of rows: row by row of the sums, and for each row
  /// slice by slice, from the first stage on.
  ///
  /// A row that an earlier row of the sums needed too is made again. The stages behind the reducing
  /// one make their row when all slices are added up.
  mutating func runSlicesInside(of region: Region) {
    var progress = RegionProgress(region, graph)
    progress.begin(pass: 0)
    let facts = progress.facts
    guard let reducer = facts.reducer else { return }
    for y in 0..<facts.stages[reducer].shape.height {
      let rows = facts.rowsOfHead(for: y, reducer: reducer)
      for slice in 0..<region.passes {
        progress.resume(pass: slice)
        for stage in 0...reducer { makeRows(rows[stage], of: stage, progress) }
      }
      for stage in facts.stages.indices.dropFirst(reducer + 1) {
        makeRows(y..<y + 1, of: stage, progress)
      }
      guard faults.isEmpty else { return }
    }
  }

  private mutating func makeRows(
    _ rows: Range<Int>, of index: Int, _ progress: RegionProgress
  ) {
    let facts = progress.facts.stages[index]
    for row in rows {
      guard faults.isEmpty else { return }
      let made = Rectangle(rows: row..<row + 1, columns: 0..<facts.shape.width)
      let needed = facts.operands.map { facts.pixels(of: $0, for: made) }
      run(step(of: index, made, needed, progress))
    }
  }
}
