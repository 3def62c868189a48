/// The sum, or the difference, of two integers of different scales.
///
/// In fixed-point both are brought to half of the smaller resolution with 20 more bits, added, and
/// brought to that of the result (TFLite's reference/integer_ops/add.h).
package struct IntegerAdd: Hashable, Sendable {
  /// Bits that are added before the operands are scaled.
  package static let moreBits = 20

  package let left: Quantization
  package let right: Quantization
  package let output: Requantization
  package let subtracts: Bool
  package let leftFactor: FixedPointFactor
  package let rightFactor: FixedPointFactor
  package let resultFactor: FixedPointFactor

  package init(
    _ left: Quantization, _ right: Quantization, to output: Requantization,
    subtracts: Bool = false
  ) {
    self.subtracts = subtracts
    self.left = left
    self.right = right
    self.output = output
    let common = 2 * max(Double(left.scale), Double(right.scale))
    leftFactor = FixedPointFactor(Double(left.scale) / common)
    rightFactor = FixedPointFactor(Double(right.scale) / common)
    resultFactor = FixedPointFactor(
      common / (Double(1 << Self.moreBits) * Double(output.result.scale)))
  }

  /// Whether the factor of the result is below 1, as the arithmetic asks for.
  var isLegal: Bool { output.rounding == .even || resultFactor.shift <= 0 }

  package func callAsFunction(_ a: Int, _ b: Int) -> Int {
    if output.rounding == .even {
      let (x, y) = (
        left.scale * Float(a - left.zeroPoint), right.scale * Float(b - right.zeroPoint)
      )
      return output.clamped(subtracts ? x - y : x + y)
    }
    let (x, y) = (scaled(a - left.zeroPoint, leftFactor), scaled(b - right.zeroPoint, rightFactor))
    let sum = subtracts ? x - y : x + y
    let result = Int(rounded(sum, resultFactor)) + output.result.zeroPoint
    return min(max(result, -128), 127)
  }

  private func scaled(_ x: Int, _ factor: FixedPointFactor) -> Int32 {
    rounded(Int32(x << Self.moreBits), factor)
  }

  private func rounded(_ x: Int32, _ factor: FixedPointFactor) -> Int32 {
    output.rounding == .single ? factor.roundedOnce(x) : factor.roundedTwice(x)
  }
}
