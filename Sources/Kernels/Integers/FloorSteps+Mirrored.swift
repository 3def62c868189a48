/// Sums whose floors are those of their magnitudes, with the sign of the sum.
///
/// A fixed-point number that is rounded twice has halves go away from zero, so that results but for their zero
/// point differ by the sign only, and one offset does for both.
extension FloorSteps {
  /// A single float for a factor, with an offset between 0 and 1.
  func mirrored() -> FloorFactors.Channel? {
    guard !steps.isEmpty else {
      return only == zeroPoint ? FloorFactors.Channel(start: 0, factor: 0, offset: 0.5) : nil
    }
    for factor in floats {
      let offsets = mirroredOffsets(Double(factor))
      if let offset = offsets.middle(margin: 0x1p-40) {
        return FloorFactors.Channel(start: 0, factor: factor, offset: offset)
      }
    }
    return nil
  }

  /// The offsets with which the floors of magnitudes give all results.
  private func mirroredOffsets(_ factor: Double) -> Interval {
    var interval = Interval()
    (interval.low, interval.high) = (0, 1)
    for step in steps {
      // Where a magnitude has less than a result of its sign, the sum below zero is beyond it.
      let isNegative = step.sum < 0
      let result = isNegative ? zeroPoint - step.result + 1 : step.result - zeroPoint
      let sum = abs(step.sum)
      for sum in [Double(sum), Double(Float(sum))] {
        interval.narrow(to: Double(result) - factor * sum, reaches: step.reaches != isNegative)
      }
    }
    return interval
  }
}
