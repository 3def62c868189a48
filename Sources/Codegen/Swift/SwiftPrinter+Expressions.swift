import Kernels

extension SwiftPrinter {
  /// An expression in Swift, in parentheses if it binds weaker than `above`.
  ///
  /// Levels: 0 choice, 1 and, 2 comparison, 3 sum, 4 product, 5 what stands before an index or a dot.
  func text(_ expression: Expression, above: Int = -1) -> String {
    func bound(_ level: Int, _ text: String) -> String { level <= above ? "(\(text))" : text }
    if let number = Self.number(in: expression) {
      return number < 0 ? bound(2, String(number)) : String(number)
    }
    switch expression {
    case .integer(let value): return String(value)
    case .float(let value): return Self.float(value)
    case .name(let name):
      if case .vector = scope[name], let chunk = lanes?.chunk { return chunk.variable(of: name) }
      return name
    case .field(let name, let record): return "\(text(record, above: 5)).\(name)"
    case .address(let variable): return "&\(text(variable, above: 5))"
    case .element(let base, let index): return element(of: base, at: index)
    case .advanced(let base, let distance):
      return bound(3, "\(text(base, above: 2)) + \(text(distance, above: 3))")
    case .select(let condition, let yes, let no): return choice(condition, yes, no, above: above)
    case .apply(let name, let operands): return call(name, operands, above: above)
    case .binary(.add, let a, .binary(.multiply, let b, let c)) where type(of: a) == .float:
      return "\(vector(a, like: expression, above: 4)).adding(\(product(b, c)))"
    case .binary(let operation, let a, let b):
      // Integers and indices wrap, or say that they do: nothing is checked.
      let wraps = type(of: expression) == .float ? "" : "&"
      switch operation {
      case .add: return bound(3, "\(text(a, above: 2)) \(wraps)+ \(text(b, above: 3))")
      case .subtract: return bound(3, "\(text(a, above: 2)) \(wraps)- \(text(b, above: 3))")
      case .multiply: return bound(4, "\(text(a, above: 3)) \(wraps)* \(text(b, above: 4))")
      case .divide: return bound(4, "\(text(a, above: 3)) / \(text(b, above: 4))")
      case .remainder: return bound(4, "\(text(a, above: 3)) % \(text(b, above: 4))")
      case .and: return bound(1, "\(text(a, above: 1)) && \(text(b, above: 1))")
      case .less: return comparison("<", a, b, above)
      case .greater: return comparison(">", a, b, above)
      }
    }
  }

  private func comparison(
    _ sign: String, _ a: Expression, _ b: Expression, _ above: Int
  ) -> String {
    if type(of: .binary(.less, a, b)) == .index {
      return sign == "<"
        ? "isBelow(\(text(a)), \(text(b)))" : "isBelow(\(text(b)), \(text(a)))"
    }
    let sign = isVector(a) || isVector(b) ? "." + sign : sign
    let comparison = "\(text(a, above: 2)) \(sign) \(text(b, above: 2))"
    return above >= 2 ? "(\(comparison))" : comparison
  }

  private func choice(
    _ condition: Expression, _ yes: Expression, _ no: Expression, above: Int
  ) -> String {
    if isVector(condition) {
      // For each lane by itself.
      let whole = Expression.select(condition, then: yes, otherwise: no)
      return "\(vector(no, like: whole, above: 4))"
        + ".replacing(with: \(text(yes)), where: \(text(condition)))"
    }
    let type = type(of: .select(condition, then: yes, otherwise: no))
    func branch(_ value: Expression, above: Int) -> String {
      if isVector(yes) || isVector(no) { return vector(value, like: isVector(yes) ? yes : no) }
      if case .pointer = type { return converted(value, to: type) }
      return text(value, above: above)
    }
    let choice =
      "\(text(condition, above: 0)) ? \(branch(yes, above: 0)) : \(branch(no, above: -1))"
    return above >= 0 ? "(\(choice))" : choice
  }

  /// Two factors, a vector before what is the same in all lanes.
  func product(_ a: Expression, _ b: Expression) -> String {
    let (first, second) = isVector(a) || !isVector(b) ? (a, b) : (b, a)
    return "\(text(first)), times: \(text(second))"
  }

  /// A finite float constant, the shortest decimal that reads back to the same number.
  static func float(_ value: Float) -> String {
    precondition(value.isFinite, "Swift has no literal for \(value)")
    return value < 0 ? "(\(value))" : "\(value)"
  }
}
