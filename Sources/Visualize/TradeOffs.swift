import Basics

/// Plans of one model in memory and predicted time, the fastest first.
package struct TradeOffs: Sendable {
  package struct Point: Hashable, Sendable {
    package var arenaSize: Int
    /// Predicted, in cycles of the target.
    package var cycles: Double
    /// Times those of the model; more than 1 where something is computed again.
    package var multiplyAdds: Double
    package var regions: Int
    /// The most ops that one region runs together.
    package var longestRegion: Int

    package init(
      arenaSize: Int, cycles: Double, multiplyAdds: Double, regions: Int, longestRegion: Int
    ) {
      self.arenaSize = arenaSize
      self.cycles = cycles
      self.multiplyAdds = multiplyAdds
      self.regions = regions
      self.longestRegion = longestRegion
    }

    /// Whether it computes anything again.
    var repeatsWork: Bool { multiplyAdds > 1.0005 }

    /// Whether a plan is at least as good in both and better in one.
    func isBeaten(by other: Point) -> Bool {
      other.arenaSize <= arenaSize && other.cycles <= cycles
        && (other.arenaSize < arenaSize || other.cycles < cycles)
    }
  }

  /// By time, then by memory.
  package let points: [Point]
  /// Which of them the options choose, if any.
  package let chosen: Int?

  /// The chosen plan takes the place of points that it beats: they may be the same schedule, placed
  /// with less effort.
  package init(_ points: [Point], chosen: Point?) {
    guard let chosen else {
      self.points = Self.sorted(points)
      self.chosen = nil
      return
    }
    let others = points.filter { !$0.isBeaten(by: chosen) && $0 != chosen }
    self.points = Self.sorted(others + [chosen])
    self.chosen = self.points.firstIndex(of: chosen)
  }

  private static func sorted(_ points: [Point]) -> [Point] {
    points.sorted { ($0.cycles, $0.arenaSize) < ($1.cycles, $1.arenaSize) }
  }

  /// Those that nothing beats, the fastest first.
  var front: [Point] {
    points.filter { point in !points.contains(where: point.isBeaten) }
  }

  /// How much slower than the fastest: `1.034`.
  func slowness(_ point: Point) -> String {
    fixed(point.cycles / max(points.first?.cycles ?? 1, 1), 3)
  }

  /// A point in full, a line for each fact.
  func description(of index: Int) -> [String] {
    let point = points[index]
    var lines = [
      index == chosen ? "this plan" : "plan \(index)",
      "arena of \(size(point.arenaSize))",
      "\(grouped(Int(point.cycles))) cycles predicted, \(slowness(point)) times the fastest",
    ]
    if point.repeatsWork { lines.append("\(fixed(point.multiplyAdds, 3)) times the multiply-adds") }
    lines.append("\(point.regions) regions, the longest of \(point.longestRegion) ops")
    return lines
  }
}
