import IR

/// A function of each element that has no node yet: min(max(slope * x + offset, low), high), and that
/// times x where it is a gate.
///
/// Files write activations out in steps of single numbers: x * clip(x + 3, 0, 6) / 6. Each step keeps
/// the form, so they are gathered here until something reads the result.
struct ElementFunction: Hashable {
  var slope = 1.0
  var offset = 0.0
  var low = -Double.infinity
  var high = Double.infinity
  var isGate = false

  static let hardSwish: ElementFunction = {
    var function = hardSigmoid(alpha: 1.0 / 6, beta: 0.5)
    function.isGate = true
    return function
  }()

  static func hardSigmoid(alpha: Double, beta: Double) -> ElementFunction {
    ElementFunction(slope: alpha, offset: beta, low: 0, high: 1)
  }

  var isIdentity: Bool { self == ElementFunction() }

  /// Nil for a gate: the sum is no such function.
  func plus(_ summand: Double) -> ElementFunction? {
    if summand == 0 { return self }
    guard !isGate else { return nil }
    return ElementFunction(
      slope: slope, offset: offset + summand, low: low + summand, high: high + summand)
  }

  func times(_ factor: Double) -> ElementFunction? {
    guard factor != 0 else { return nil }
    let (a, b) = (low * factor, high * factor)
    return ElementFunction(
      slope: slope * factor, offset: offset * factor, low: min(a, b), high: max(a, b),
      isGate: isGate)
  }

  func clamped(_ least: Double, _ most: Double) -> ElementFunction? {
    guard !isGate else { return nil }
    var function = self
    // As max(least) and then min(most), which also says what an empty range does.
    function.low = min(max(low, least), most)
    function.high = min(max(high, least), most)
    return function
  }

  /// The product with x itself.
  func timesInput() -> ElementFunction? {
    guard !isGate else { return nil }
    var function = self
    function.isGate = true
    return function
  }

  /// What makes it: a factor and a summand, an activation, and a factor behind that; nil if no op does.
  var steps: (scale: Double, shift: Double, activation: Activation?, factor: Double)? {
    if isGate {
      guard isNear(low, 0), high > 0, isNear(slope, high / 6), isNear(offset, high / 2)
      else { return nil }
      return (1, 0, .hardSwish, isNear(high, 1) ? 1 : high)
    }
    if isNear(low, 0), isNear(high, 1), isNear(slope, 1.0 / 6), isNear(offset, 0.5) {
      return (1, 0, .hardSigmoid, 1)
    }
    let isClamped = low > -.infinity || high < .infinity
    let (least, most) = (Float(low), Float(high))
    guard !isClamped || (least < .infinity && most > -.infinity) else { return nil }
    return (slope, offset, isClamped ? .clamp(low: least, high: most) : nil, 1)
  }

  /// Files have their numbers as 32-bit floats.
  private func isNear(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-6 * max(1, abs(b)) }
}
