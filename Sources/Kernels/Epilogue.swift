import IR

/// The activation through which the elements of a result are stored.
struct Epilogue {
  let activation: Activation?

  /// Whether vectors compute it.
  var hasVectors: Bool { activation != .logistic }

  /// A short word for names of kernels.
  var suffix: String {
    guard let activation else { return "" }
    // Numbers may have signs before them and before their exponents; each spelling is its own word.
    return "_" + Self.word(activation.description)
  }

  /// A text as a part of a name.
  static func word(_ text: String) -> String {
    text.map { character -> String in
      switch character {
      case "-": "minus"
      case "+": "plus"
      case "(", ",", ".": "_"
      case ")", " ": ""
      default: String(character)
      }
    }.joined()
  }

  /// Stores `value` through the activation; `tag` keeps the names of temporaries apart.
  func store(_ value: Expression, to place: Expression, tag: String) -> [Statement] {
    guard let activation else { return [.assign(place, value)] }
    let (x, y) = ("t\(tag)", "u\(tag)")
    let head = Statement.constant(x, .float, value)
    switch activation {
    case .clamp(let low, let high):
      // An infinite bound bounds nothing, and has no spelling in C.
      switch (low > -.infinity, high < .infinity) {
      case (false, false): return [.assign(place, value)]
      case (true, false): return [head, .assign(place, atLeast(ref(x), low))]
      case (false, true): return [head, .assign(place, atMost(ref(x), high))]
      case (true, true):
        return [
          head, .constant(y, .float, atLeast(ref(x), low)), .assign(place, atMost(ref(y), high)),
        ]
      }
    case .hardSwish:
      return [
        head, .constant(y, .float, ref(x) + .float(3)),
        .constant("v\(tag)", .float, atLeast(ref(y), 0)),
        .assign(place, ref(x) * (atMost(ref("v\(tag)"), 6) * .float(1 / 6))),
      ]
    case .hardSigmoid(let slope):
      return [
        head, .constant(y, .float, ref(x) + .float(3)),
        .constant("v\(tag)", .float, atLeast(ref(y), 0)),
        .assign(place, atMost(ref("v\(tag)"), 6) * .float(slope)),
      ]
    case .logistic: return [.assign(place, FloatFunction.logistic(value))]
    }
  }

  private func atMost(_ x: Expression, _ high: Float) -> Expression {
    .select(x.isGreater(than: .float(high)), then: .float(high), otherwise: x)
  }

  private func atLeast(_ x: Expression, _ low: Float) -> Expression {
    .select(x.isLess(than: .float(low)), then: .float(low), otherwise: x)
  }
}
