/// The mean of some integers from their sum.
package enum IntegerMean: Hashable, Sendable {
  /// The quotient of the sum and the number of pixels, halves away from zero (TFLite's
  /// AVERAGE_POOL_2D of signed integers).
  case quotient(pixels: Int)
  /// The same, halves up: that of unsigned integers.
  case quotientUp(pixels: Int)
  /// The sum less so many zero points, requantised with a factor that has the division in it.
  case scaled(Requantizer, sumOfZeros: Int)

  /// Without an output the integers keep their scale.
  init(of pixels: Int, from: Quantization, to output: Requantization?) {
    guard let output else {
      self = .quotient(pixels: pixels)
      return
    }
    if output.rounding == .single, output.result == from {
      self = .quotientUp(pixels: pixels)
      return
    }
    let factor = Double(from.scale) / Double(output.result.scale)
    let sumOfZeros = from.zeroPoint * pixels
    if output.rounding == .even {
      self = .scaled(
        Requantizer(output, factor: Double(Float(factor) / Float(pixels))), sumOfZeros: sumOfZeros)
      return
    }
    // TFLite's reference/reduce.h divides the multiplier, with as many bits kept as there is room for.
    let whole = FixedPointFactor(factor)
    let bits = max(
      0, min(Int.bitWidth - 1 - pixels.leadingZeroBitCount, 32, 31 + whole.shift))
    let divided = FixedPointFactor(
      multiplier: Int32((Int64(whole.multiplier) << Int64(bits)) / Int64(pixels)),
      shift: whole.shift - bits)
    self = .scaled(Requantizer(output, divided), sumOfZeros: sumOfZeros)
  }

  var isLegal: Bool {
    guard case .scaled(let requantizer, _) = self else { return true }
    return requantizer.isLegal
      && requantizer.fixedPoint.allSatisfy { (-31...30).contains($0.shift) }
  }

  package func callAsFunction(_ sum: Int32) -> Int {
    switch self {
    case .quotient(let pixels):
      let half = pixels / 2
      return (Int(sum) > 0 ? Int(sum) + half : Int(sum) - half) / pixels
    case .quotientUp(let pixels):
      let raised = Int(sum) + pixels / 2
      return raised >= 0 ? raised / pixels : -((-raised + pixels - 1) / pixels)
    case .scaled(let requantizer, let sumOfZeros):
      return requantizer(Int32(truncatingIfNeeded: Int(sum) - sumOfZeros))
    }
  }
}
