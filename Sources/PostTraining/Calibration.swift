import IR

/// How the range of a map is chosen from what was seen of it.
package enum Calibration: Hashable, Sendable {
  /// All that was seen.
  case minMax
  /// All but so many percent at each end, which integers cut off.
  case percentile(Double)

  /// The range that integers are to cover; nil where elements were not finite.
  package func range(of statistics: MapStatistics) -> ClosedRange<Float>? {
    guard let all = statistics.range else { return nil }
    switch self {
    case .minMax: return all
    case .percentile(let kept):
      let total = statistics.histogram.reduce(0, +)
      let most = Int(Double(total) * (100 - kept) / 100)
      let width = (all.upperBound - all.lowerBound) / Float(MapStatistics.binCount)
      func skipped(_ bins: some Sequence<Int>) -> Int {
        var count = 0
        var sum = 0
        for bin in bins {
          sum += bin
          if sum > most { break }
          count += 1
        }
        return count
      }
      let low = all.lowerBound + width * Float(skipped(statistics.histogram))
      let high = all.upperBound - width * Float(skipped(statistics.histogram.reversed()))
      return low...max(low, high)
    }
  }
}

extension Quantization {
  /// Integers for all numbers of a range and for 0, which is one of them exactly.
  ///
  /// Padding and rectified elements are zeros; an error in those would add up.
  package init(covering range: ClosedRange<Float>) {
    let low = min(Double(range.lowerBound), 0)
    let high = max(Double(range.upperBound), 0)
    // A map that is 0 throughout needs a scale all the same, fine enough for biases that are added.
    let scale = Float(max((high - low) / 255, 0x1p-20))
    let zeroPoint = (-128 - low / Double(scale)).rounded()
    self.init(scale: scale, zeroPoint: Int(min(max(zeroPoint, -128), 127)))
  }
}
