/// The hard-swish of TFLite's integer kernels: 16-bit fixed-point, bit by bit (reference/hard_swish.h).
struct IntegerHardSwish {
  private let from: Quantization
  private let to: Quantization
  /// From the operand's scale, 7 bits finer, to the result's, and to one in which 3 is 1.
  private let outputFactor: (multiplier: Int16, shift: Int)
  private let gateFactor: (multiplier: Int16, shift: Int)

  init?(from: Quantization, to: Quantization) {
    self.from = from
    self.to = to
    let fine = Float(1.0 / 128) * from.scale
    func factor(_ real: Float) -> (multiplier: Int16, shift: Int) {
      let factor = FixedPointFactor(Double(real))
      let isLargest = factor.multiplier >= Int32.max - (1 << 15)
      return (
        isLargest ? .max : Int16((factor.multiplier + (1 << 15)) >> 16), factor.shift
      )
    }
    outputFactor = factor(fine / to.scale)
    gateFactor = factor(fine / Float(3.0 / 32768))
    guard (-31...0).contains(outputFactor.shift), (-15...15).contains(gateFactor.shift) else {
      return nil
    }
  }

  func callAsFunction(_ q: Int) -> Int {
    let fine = Int16(truncatingIfNeeded: (q - from.zeroPoint) * 128)
    let scaled = doublingHighProduct(fine, outputFactor.multiplier)
    var gate = fine
    let shift = gateFactor.shift
    if shift > 0 { gate = saturated(Int(gate) << (shift - 1)) }
    gate = doublingHighProduct(gate, gateFactor.multiplier)
    if shift > 0 { gate = saturated(Int(gate) << 1) }
    if shift < 0 { gate = roundedShift(gate, by: -shift) }
    // The gate now is x / 3 in [-1, 1); it becomes (x / 3 + 1) / 2 in [0, 1).
    let half = Int16((Int(gate) + 32768) >> 1)
    // The one product of this kernel that is cut off instead of rounded.
    let product = saturated(Int(half) * Int(scaled) / (1 << 15))
    let result = Int(roundedShift(product, by: -outputFactor.shift)) + to.zeroPoint
    return min(max(result, -128), 127)
  }

  private func saturated(_ x: Int) -> Int16 { Int16(clamping: x) }
}
