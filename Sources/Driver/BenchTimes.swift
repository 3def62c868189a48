/// What a timed program told, in nanoseconds.
struct BenchTimes {
  /// Multiply-adds per nanosecond.
  let peak: Double
  let totals: [Double]
  /// The times of each region.
  let regions: [[Double]]

  /// Reads the peak, then a line for each run: its time and those of its regions.
  init?(_ text: String, runs: Int) {
    let lines = text.split(separator: "\n").map {
      $0.split(separator: " ").compactMap { Double($0) }
    }
    guard lines.count == runs + 1, let peak = lines[0].first, peak > 0 else { return nil }
    let rows = lines.dropFirst()
    let columns = rows.map(\.count).min() ?? 0
    guard columns > 0 else { return nil }
    self.peak = peak
    totals = rows.map { $0[0] }
    regions = (1..<columns).map { column in rows.map { $0[column] } }
  }
}
