/// Exponential and logistic functions on 32-bit fixed-point numbers, bit by bit those of gemmlowp's
/// fixedpoint.h, which TFLite's integer kernels are made of.
enum GemmlowpFunctions {
  /// exp(a) in Q0.31 of a number a <= 0 that has so many integer bits.
  static func expOfNegative(_ a: Int32, integerBits m: Int) -> Int32 {
    if a == 0 { return .max }
    let n = 31 - m
    if m > 5, a < Int32(truncatingIfNeeded: -32 << n) { return 0 }
    let quarter = Int32(1) << Int32(n - 2)
    let b = (a & (quarter - 1)) - quarter
    var result = expBetweenMinusQuarterAndZero(rescale(b, by: m))
    let rest = b &- a
    // exp(-2^e) in Q0.31 for e = -2 to 4.
    let factors: [Int32] = [
      1_672_461_947, 1_302_514_674, 790_015_084, 290_630_308, 39_332_535, 720_401, 242,
    ]
    for (index, factor) in factors.enumerated() where m > index - 2 {
      if rest & Int32(truncatingIfNeeded: 1 << (n + index - 2)) != 0 {
        result = doublingHighProduct(result, factor)
      }
    }
    return result
  }

  /// A Taylor polynomial of degree 4 around -1/8.
  private static func expBetweenMinusQuarterAndZero(_ a: Int32) -> Int32 {
    let x = a + (1 << 28)
    let x2 = doublingHighProduct(x, x)
    let x3 = doublingHighProduct(x2, x)
    let x4 = doublingHighProduct(x2, x2)
    let quarter = roundedShift(x4, by: 2)
    let sum = roundedShift(doublingHighProduct(quarter + x3, 715_827_883) + x2, by: 1)
    return 1_895_147_668 + doublingHighProduct(1_895_147_668, x + sum)
  }

  /// 1 / (1 + a) in Q0.31 of a Q0.31 in [0, 1): three Newton-Raphson steps.
  static func oneOverOnePlus(_ a: Int32) -> Int32 {
    let sum = Int64(a) + Int64(Int32.max)
    let half = Int32((sum + (sum >= 0 ? 1 : -1)) / 2)
    // Q2.29; 48/17 and -32/17.
    var x: Int32 = 1_515_870_810 + doublingHighProduct(half, -1_010_580_540)
    for _ in 0..<3 {
      let rest = (Int32(1) << 29) - doublingHighProduct(half, x)
      x = x &+ rescale(doublingHighProduct(x, rest), by: 2)
    }
    return rescale(x, by: 1)
  }

  /// 1 / (1 + exp(-a)) in Q0.31 of a Q4.27.
  static func logistic(_ a: Int32) -> Int32 {
    if a == 0 { return 1 << 30 }
    let positive = oneOverOnePlus(expOfNegative(a > 0 ? -a : a, integerBits: 4))
    return a > 0 ? positive : .max - positive
  }

  /// a * 2^exponent, saturating.
  private static func rescale(_ a: Int32, by exponent: Int) -> Int32 {
    if exponent <= 0 { return roundedShift(a, by: -exponent) }
    let bound = (Int32(1) << Int32(31 - exponent)) - 1
    if a > bound { return .max }
    if a < -bound { return .min }
    return a << Int32(exponent)
  }
}
