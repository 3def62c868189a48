/// The middle of repeated measurements, and how far they lie apart.
public struct Spread: Codable, Sendable {
  public let least: Double
  public let lowerQuartile: Double
  public let median: Double
  public let upperQuartile: Double

  /// The spread of at least one measurement.
  init(_ values: [Double]) {
    precondition(!values.isEmpty, "nothing was measured")
    let sorted = values.sorted()
    /// What lies at a share of the way from the least to the most, between two values if need be.
    func value(at share: Double) -> Double {
      let position = share * Double(sorted.count - 1)
      let below = Int(position)
      let above = min(below + 1, sorted.count - 1)
      return sorted[below] + (sorted[above] - sorted[below]) * (position - Double(below))
    }
    least = sorted[0]
    lowerQuartile = value(at: 0.25)
    median = value(at: 0.5)
    upperQuartile = value(at: 0.75)
  }

  private init(least: Double, lowerQuartile: Double, median: Double, upperQuartile: Double) {
    self.least = least
    self.lowerQuartile = lowerQuartile
    self.median = median
    self.upperQuartile = upperQuartile
  }

  /// The same measurements in another unit.
  func scaled(by factor: Double) -> Spread {
    Spread(
      least: least * factor, lowerQuartile: lowerQuartile * factor, median: median * factor,
      upperQuartile: upperQuartile * factor)
  }
}
