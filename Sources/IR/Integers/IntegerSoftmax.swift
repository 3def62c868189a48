/// The softmax of TFLite's integer kernels (reference/softmax.h), for results of scale 1/256.
package struct IntegerSoftmax: Hashable, Sendable {
  /// exp(scale * beta * d) in Q0.31 for each d from 0 down to -255; 0 where it counts no more.
  package let exponentials: [Int32]

  /// Nil where the scale is so small that the arithmetic has no such factor.
  package init?(scale: Float, beta: Float) {
    let real = min(Double(beta) * Double(scale) * 0x1p26, 0x1p31 - 1)
    let factor = FixedPointFactor(real)
    guard (0...30).contains(factor.shift) else { return nil }
    let least = -Int(31 * 0x1p26 / Double(1 << factor.shift))
    exponentials = (0...255).map { distance in
      guard -distance >= least else { return 0 }
      let scaled = Int32(truncatingIfNeeded: -distance << factor.shift)
      return GemmlowpFunctions.expOfNegative(
        doublingHighProduct(scaled, factor.multiplier), integerBits: 5)
    }
  }

  /// The `i8` for each of some logits.
  package func callAsFunction(_ logits: [Int]) -> [Int] {
    let most = logits.max() ?? 0
    let powers = logits.map { exponentials[most - $0] }
    let sum = powers.reduce(Int32(0)) { $0 &+ roundedShift($1, by: 12) }
    let (inverse, shift) = Self.reciprocal(sum)
    return powers.map { power in
      if power == 0 { return -128 }
      let result = roundedShift(doublingHighProduct(inverse, power), by: shift) - 128
      return Int(min(max(result, -128), 127))
    }
  }

  /// 1 / sum in Q0.31, and by how much a product with it is shifted to have 8 bits.
  static func reciprocal(_ sum: Int32) -> (inverse: Int32, shift: Int) {
    let headroom = UInt32(bitPattern: sum).leadingZeroBitCount
    let rest = Int32(
      truncatingIfNeeded: Int64(UInt32(bitPattern: sum)) << Int64(headroom) - 1 << 31)
    return (GemmlowpFunctions.oneOverOnePlus(rest), 12 - headroom + 31 - 8)
  }
}
