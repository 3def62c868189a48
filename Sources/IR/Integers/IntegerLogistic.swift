/// The logistic function of TFLite's integer kernels (reference/integer_ops/logistic.h).
struct IntegerLogistic {
  private let zeroPoint: Int
  private let output: Requantization
  private let factor: FixedPointFactor
  /// Beyond it the answer is 0 or 1.
  private let radius: Int

  /// The result has scale 1/256 and zero point -128, whatever is asked for; nil if that is not so.
  init?(from: Quantization, to output: Requantization) {
    guard output.result == Quantization(scale: 1 / 256, zeroPoint: -128) else { return nil }
    zeroPoint = from.zeroPoint
    self.output = output
    factor = FixedPointFactor(Double(from.scale) * 0x1p27)
    guard (0...30).contains(factor.shift) else { return nil }
    radius = Int(15 * 0x1p27 / Double(1 << factor.shift))
  }

  func callAsFunction(_ q: Int) -> Int {
    let x = q - zeroPoint
    if x <= -radius { return -128 }
    if x >= radius { return 127 }
    let scaled =
      output.rounding == .single
      ? factor.roundedOnce(Int32(x)) : factor.roundedTwice(Int32(x))
    let result = roundedShift(GemmlowpFunctions.logistic(scaled), by: 23) - 128
    return Int(min(max(result, -128), 127))
  }
}
