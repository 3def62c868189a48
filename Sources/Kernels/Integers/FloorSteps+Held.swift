import IR

/// Sums that are floats already.
///
/// The float of the bits `0x4b400000 + n` is `1.5 * 2^23 + n` as long as n is less than 2^22 either way, and
/// larger or smaller than those beyond. So sums that start there need not be converted. The offset has to take
/// `factor * 1.5 * 2^23` away again, and a float of that size is coarser than what a step leaves room for;
/// but a start that is `shift` more moves all steps by `shift * factor`, and some shift brings them where
/// there is such a float.
extension FloorSteps {
  /// The integer with the bits of 1.5 * 2^23, and that number.
  private static let center = 0x4b40_0000
  private static let centerValue = 0x1.8p23
  /// Within which integers are told from each other.
  private static let exact = 1 << 22
  /// The bits that far away are those of 1.5 * 2^27; the steepest factor makes 1.5 * 2^30 of it, which is
  /// within 32 bits.
  private static let furthest = 1 << 25
  private static let steepest = 8.0
  /// How many shifts are tried for one and for two offsets.
  static let trials = (1 << 13, 1 << 17)

  /// A factor with one offset, or with one more for negative sums, found within some shifts each.
  func held(trials: (Int, Int) = Self.trials) -> FloorFactors.Channel? {
    guard reach < Self.furthest, factor <= Self.steepest else { return nil }
    guard let widest else {
      return FloorFactors.Channel(start: Self.center, factor: 0, offset: Float(only) + 0.5)
    }
    let room = Self.exact - 1 - widest
    guard room >= 0 else { return nil }
    for factor in floats {
      let all = offsets(Double(factor), from: 0)
      if let channel = held(factor, all, all, shifts: min(room, trials.0)) { return channel }
    }
    for factor in floats {
      let negative = offsets(Double(factor), from: 0) { $0 < 0 }
      let others = offsets(Double(factor), from: 0) { $0 >= 0 }
      if let channel = held(factor, others, negative, shifts: min(room, trials.1)) {
        return channel
      }
    }
    return nil
  }

  /// The first shift for which floats lie in both intervals.
  private func held(
    _ factor: Float, _ others: Interval, _ negative: Interval, shifts: Int
  ) -> FloorFactors.Channel? {
    let margin = 0x1p-40
    guard let target = others.center(margin: margin),
      let lowerTarget = negative.center(margin: margin)
    else { return nil }
    for shift in 0...shifts {
      // Doubles hold the product exactly, and its sum with a float of that size to less than the margin.
      let product = Double(factor) * (Self.centerValue + Double(shift))
      let offset = Float(target - product)
      guard others.contains(Double(offset) + product, margin: margin) else { continue }
      let less = offset - Float(lowerTarget - product)
      guard negative.contains(Double(offset - less) + product, margin: margin) else { continue }
      return FloorFactors.Channel(
        start: Self.center + shift, factor: factor, offset: offset, less: less)
    }
    return nil
  }
}
