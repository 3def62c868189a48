import Glibc

/// Where the values of a chart stand along one of its sides, with round numbers to write beside it.
struct ChartAxis {
  /// What is shown of the values: all of them, from one round number to another.
  let values: ClosedRange<Double>
  let start: Double
  let end: Double
  private let step: Double

  /// From `start` to `end` on the page, where `end` may be the smaller one.
  init(showing values: [Double], start: Double, end: Double) {
    let least = values.min() ?? 0
    let most = max(values.max() ?? 1, least)
    // Values that are all the same still get some room around them.
    let spread = max(most - least, max(abs(most), 1) * 0.05)
    let margin = most > least ? spread * 0.1 : spread / 2
    let step = Self.roundStep(atLeast: spread / 6)
    self.step = step
    let first = ((least - margin) / step).rounded(.down) * step
    let last = ((most + margin) / step).rounded(.up) * step
    self.values = (least >= 0 ? max(first, 0) : first)...last
    self.start = start
    self.end = end
  }

  func place(_ value: Double) -> Double {
    let share = (value - values.lowerBound) / (values.upperBound - values.lowerBound)
    return start + share * (end - start)
  }

  var ticks: [Double] {
    let count = Int(((values.upperBound - values.lowerBound) / step).rounded())
    return (0...max(count, 1)).map { values.lowerBound + Double($0) * step }
  }

  /// How many decimals tell two neighbouring ticks apart.
  var decimals: Int { max(0, Int(-log10(step).rounded(.down))) }

  /// The next of 1, 2, 5, 10, 20, 50 and so on, and of their fractions.
  private static func roundStep(atLeast step: Double) -> Double {
    let unit = pow(10, log10(step).rounded(.down))
    return unit * ([1, 2, 5].first { $0 * unit >= step } ?? 10)
  }
}
