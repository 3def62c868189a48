/// An activation of integers in the arithmetic of a runtime.
struct IntegerActivation {
  private let integer: (Int) -> Int

  /// Nil where the scales are so far apart that the arithmetic has no such factor.
  init?(_ function: Activation?, from: Quantization, to output: Requantization) {
    if output.rounding == .even {
      integer = { q in
        let x = Double(from.scale * Float(q - from.zeroPoint))
        return output.clamped(Float(function?(x) ?? x))
      }
      return
    }
    switch function {
    case nil, .clamp:
      guard let bounds = output.bounds(function) else { return nil }
      let rescale = Requantizer(
        output, factor: Double(from.scale) / Double(output.result.scale), bounds: bounds)
      let keeps = from == output.result
      integer = { q in
        keeps
          ? min(max(q, bounds.lowerBound), bounds.upperBound)
          : rescale(Int32(q - from.zeroPoint))
      }
    case .hardSwish:
      guard let hardSwish = IntegerHardSwish(from: from, to: output.result) else { return nil }
      integer = hardSwish.callAsFunction
    case .logistic:
      guard let logistic = IntegerLogistic(from: from, to: output) else { return nil }
      integer = logistic.callAsFunction
    case .hardSigmoid(let slope):
      // No runtime has an integer kernel of its own: floats, rounded as their quantise op does.
      integer = { q in
        output.clamped(Float(Activation.hardSigmoid(slope: slope)(from.real(Double(q)))))
      }
    }
  }

  func callAsFunction(_ q: Int) -> Int { integer(q) }
}

extension Requantization {
  /// The `i8` nearest to a number.
  package func clamped(_ real: Float) -> Int {
    if real.isNaN { return result.zeroPoint }
    return min(max(integer(real), ElementType.i8Range.lowerBound), ElementType.i8Range.upperBound)
  }
}
