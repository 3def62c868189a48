/// A positive factor as a 32-bit fixed-point number: multiplier * 2^(shift - 31).
///
/// The multiplier is 0 or at least 2^30 (gemmlowp; Jacob et al., CVPR 2018, section 2.2).
package struct FixedPointFactor: Hashable, Sendable {
  package let multiplier: Int32
  /// Positive shifts go to the left.
  package let shift: Int

  package init(multiplier: Int32, shift: Int) {
    self.multiplier = multiplier
    self.shift = shift
  }

  /// The nearest factor; one below 2^-32 is 0, as is one that is no number.
  package init(_ real: Double) {
    guard real > 0, real.isFinite else {
      self.init(multiplier: 0, shift: 0)
      return
    }
    // frexp: the significand in [0.5, 1).
    var shift = Int(real.exponent) + 1
    var multiplier = Int((real.significand / 2 * 0x1p31).rounded(.toNearestOrAwayFromZero))
    if multiplier == 1 << 31 {
      multiplier /= 2
      shift += 1
    }
    if shift < -31 {
      self.init(multiplier: 0, shift: 0)
    } else if shift > 30 {
      self.init(multiplier: .max, shift: 30)
    } else {
      self.init(multiplier: Int32(multiplier), shift: shift)
    }
  }

  /// The product with an integer, rounded to the 31 bits of the multiplier and then to an integer.
  package func roundedTwice(_ x: Int32) -> Int32 {
    let shifted = Int32(truncatingIfNeeded: Int(x) << max(shift, 0))
    return roundedShift(doublingHighProduct(shifted, multiplier), by: max(-shift, 0))
  }

  /// The product with an integer, rounded once, halves up.
  package func roundedOnce(_ x: Int32) -> Int32 {
    let total = 31 - shift
    let product = Int64(x) * Int64(multiplier)
    return Int32(truncatingIfNeeded: (product + (1 << Int64(total - 1))) >> Int64(total))
  }
}

/// The high 32 bits of twice the product, halves up; the one overflow saturates.
package func doublingHighProduct(_ a: Int32, _ b: Int32) -> Int32 {
  if a == .min, b == .min { return .max }
  let product = Int64(a) * Int64(b)
  let nudge: Int64 = product >= 0 ? 1 << 30 : 1 - (1 << 30)
  return Int32((product + nudge) / (1 << 31))
}

/// The same of 16-bit numbers.
package func doublingHighProduct(_ a: Int16, _ b: Int16) -> Int16 {
  if a == .min, b == .min { return .max }
  let product = Int32(a) * Int32(b)
  let nudge: Int32 = product >= 0 ? 1 << 14 : 1 - (1 << 14)
  return Int16((product + nudge) / (1 << 15))
}

/// x / 2^exponent, halves away from zero.
package func roundedShift<Number: FixedWidthInteger>(_ x: Number, by exponent: Int) -> Number {
  if exponent == 0 { return x }
  let half = Int64(1) << Int64(exponent - 1)
  return Number((Int64(x) + (x < 0 ? half - 1 : half)) >> Int64(exponent))
}
