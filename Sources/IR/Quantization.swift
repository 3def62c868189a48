/// How integers stand for numbers: real = scale * (q - zeroPoint).
///
/// Jacob et al., CVPR 2018, equation 1. One scale for a whole map.
package struct Quantization: Hashable, Sendable {
  package var scale: Float
  package var zeroPoint: Int

  package init(scale: Float, zeroPoint: Int) {
    self.scale = scale
    self.zeroPoint = zeroPoint
  }

  /// Whether the scale is a positive number and the zero point an `i8`.
  package var isLegal: Bool {
    scale > 0 && scale.isFinite && ElementType.i8Range.contains(zeroPoint)
  }

  /// The number that an integer stands for.
  package func real(_ q: Double) -> Double { Double(scale) * (q - Double(zeroPoint)) }
}

/// How the integers of a weight stand for numbers: one scale, or one for each output channel.
package struct WeightQuantization: Hashable, Sendable {
  package var scales: [Float]
  /// Of all channels; 0 but in files that quantise each tensor as a whole.
  package var zeroPoint: Int

  package init(scales: [Float], zeroPoint: Int = 0) {
    self.scales = scales
    self.zeroPoint = zeroPoint
  }
}

/// In what arithmetic a result becomes integers of its own scale.
///
/// The importer knows which one the file's own runtime has; answers differ in the last bit.
package enum Rounding: String, CaseIterable, Hashable, Sendable {
  /// A 32-bit fixed-point product rounded to 31 bits and then once more to the result: TFLite's
  /// reference kernels.
  case double
  /// The same product rounded once, halves up: XNNPACK, and TFLite built with single rounding.
  case single
  /// 32-bit floats, the result rounded to the nearest integer, halves to even: ONNX Runtime.
  case even
}

/// The integers that a result becomes, and how it is rounded to them.
package struct Requantization: Hashable, Sendable {
  package var result: Quantization
  package var rounding: Rounding

  package init(_ result: Quantization, _ rounding: Rounding) {
    self.result = result
    self.rounding = rounding
  }
}

extension Quantization: CustomStringConvertible {
  /// The spelling of the text form.
  package var description: String { "(\(scale), \(zeroPoint))" }
}

extension Requantization: CustomStringConvertible {
  /// The spelling of the text form.
  package var description: String {
    "\(rounding.rawValue)(\(result.scale), \(result.zeroPoint))"
  }
}
