import Glibc

/// A function applied to each element.
package enum Activation: Hashable, Sendable {
  /// min(max(x, low), high). ReLU is clamp(0, infinity), ReLU6 is clamp(0, 6).
  case clamp(low: Float, high: Float)
  /// x * min(max(x + 3, 0), 6) / 6 (MobileNetV3, section 5.2).
  case hardSwish
  /// min(max(x + 3, 0), 6) * slope; the slope is 1/6 (MobileNetV3, section 5.2), and 0.16667 in
  /// the squeeze-excite gates of TensorFlow's slim.
  case hardSigmoid(slope: Float)
  /// 1 / (1 + exp(-x)).
  case logistic

  package static let relu = Activation.clamp(low: 0, high: .infinity)
  package static let relu6 = Activation.clamp(low: 0, high: 6)
  package static let hardSigmoid = Activation.hardSigmoid(slope: 1 / 6)

  /// The function in double precision, for the reference.
  package func callAsFunction(_ x: Double) -> Double {
    switch self {
    case .clamp(let low, let high): Swift.min(Swift.max(x, Double(low)), Double(high))
    case .hardSwish: x * Swift.min(Swift.max(x + 3, 0), 6) / 6
    case .hardSigmoid(let slope):
      // 1/6 has no exact Float; the rule means the fraction, not its rounding.
      Swift.min(Swift.max(x + 3, 0), 6) * (slope == 1 / 6 ? 1.0 / 6.0 : Double(slope))
    case .logistic: 1 / (1 + exp(-x))
    }
  }
}

extension Activation: CustomStringConvertible {
  /// The spelling of the text form.
  package var description: String {
    if self == .relu { return "relu" }
    if self == .relu6 { return "relu6" }
    if self == .hardSigmoid { return "hard_sigmoid" }
    return switch self {
    case .clamp(let low, let high): "clamp(\(low), \(high))"
    case .hardSwish: "hard_swish"
    case .hardSigmoid(let slope): "hard_sigmoid(\(slope))"
    case .logistic: "logistic"
    }
  }

  /// Reads the spelling of the text form back: a word and its arguments.
  package init?(word: String, arguments: [Float]) {
    switch (word, arguments.count) {
    case ("relu", 0): self = .relu
    case ("relu6", 0): self = .relu6
    case ("clamp", 2)
    where arguments[0] <= arguments[1] && arguments[0] < .infinity && arguments[1] > -.infinity:
      self = .clamp(low: arguments[0], high: arguments[1])
    case ("hard_swish", 0): self = .hardSwish
    case ("hard_sigmoid", 0): self = .hardSigmoid
    case ("logistic", 0): self = .logistic
    case ("hard_sigmoid", 1) where arguments[0].isFinite:
      self = .hardSigmoid(slope: arguments[0])
    default: return nil
    }
  }
}
