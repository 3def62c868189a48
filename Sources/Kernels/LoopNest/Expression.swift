/// A value in a loop nest; printers spell it, nothing here knows a language.
package indirect enum Expression: Hashable, Sendable {
  package enum Operator: Hashable, Sendable {
    case add, subtract, multiply, divide, remainder, less, greater, and
  }

  case integer(Int)
  case float(Float)
  case name(String)
  /// The element of a pointer or an array at an index.
  case element(Expression, Expression)
  /// A field of the record that a pointer points to.
  case field(String, of: Expression)
  /// The pointer to a variable.
  case address(of: Expression)
  /// A pointer moved on by a number of elements.
  case advanced(Expression, by: Expression)
  case binary(Operator, Expression, Expression)
  case select(Expression, then: Expression, otherwise: Expression)
  /// What a function gives for some operands.
  case apply(String, [Expression])
}

/// The variable, parameter or array of that name.
package func ref(_ name: String) -> Expression { .name(name) }

extension Expression: ExpressibleByIntegerLiteral {
  package init(integerLiteral value: Int) { self = .integer(value) }

  /// Indexing; adding and multiplying by constants is folded, so that emitted code shows the sums.
  package subscript(index: Expression) -> Expression { .element(self, index) }

  package static func + (a: Expression, b: Expression) -> Expression {
    switch (a, b) {
    case (.integer(let x), .integer(let y)): .integer(x + y)
    case (.integer(0), _): b
    case (_, .integer(0)): a
    case (.binary(.add, let inner, .integer(let x)), .integer(let y)): inner + .integer(x + y)
    case (.binary(.subtract, let inner, .integer(let x)), .integer(let y)):
      x > y ? .binary(.subtract, inner, .integer(x - y)) : inner + .integer(y - x)
    case (_, .binary(.add, let inner, .integer(let y))): a + inner + .integer(y)
    case (_, .binary(.subtract, let inner, .integer(let y))): a + inner - .integer(y)
    default: .binary(.add, a, b)
    }
  }

  package static func - (a: Expression, b: Expression) -> Expression {
    switch (a, b) {
    case (.integer(let x), .integer(let y)) where x >= y: .integer(x - y)
    case (_, .integer(0)): a
    case (.binary(.add, let inner, .integer(let x)), .integer(let y)):
      x < y ? .binary(.subtract, inner, .integer(y - x)) : inner + .integer(x - y)
    case (.binary(.subtract, let inner, .integer(let x)), .integer(let y)):
      .binary(.subtract, inner, .integer(x + y))
    default: .binary(.subtract, a, b)
    }
  }

  package static func * (a: Expression, b: Expression) -> Expression {
    switch (a, b) {
    case (.integer(let x), .integer(let y)): .integer(x * y)
    case (.integer(0), _), (_, .integer(0)): 0
    case (.integer(1), _): b
    case (_, .integer(1)): a
    case (.binary(.add, let inner, .integer(let x)), .integer(let y)):
      inner * .integer(y) + .integer(x * y)
    case (.binary(.subtract, let inner, .integer(let x)), .integer(let y)):
      inner * .integer(y) - .integer(x * y)
    default: .binary(.multiply, a, b)
    }
  }

  /// The rest of a division by a constant.
  package static func % (a: Expression, b: Int) -> Expression { a % .integer(b) }

  package static func % (a: Expression, b: Expression) -> Expression {
    switch (a, b) {
    case (.integer(let x), .integer(let y)): .integer(x % y)
    case (_, .integer(1)): 0
    default: .binary(.remainder, a, b)
    }
  }

  package static func / (a: Expression, b: Expression) -> Expression {
    switch (a, b) {
    case (.integer(let x), .integer(let y)): .integer(x / y)
    case (_, .integer(1)): a
    case (.binary(.multiply, let inner, b), _): inner
    case (.binary(.add, .binary(.multiply, let inner, b), .integer(let x)), .integer(let y)):
      inner + .integer(x / y)
    default: .binary(.divide, a, b)
    }
  }

  /// A pointer moved on; moves by constants join.
  package func advanced(by distance: Expression) -> Expression {
    switch (self, distance) {
    case (_, .integer(0)): self
    case (.advanced(let base, let first), _): base.advanced(by: first + distance)
    default: .advanced(self, by: distance)
    }
  }

  /// The smaller of two.
  package static func least(_ a: Expression, _ b: Expression) -> Expression {
    if case .integer(let x) = a, case .integer(let y) = b { return .integer(min(x, y)) }
    return .select(a.isLess(than: b), then: a, otherwise: b)
  }

  /// The larger of two.
  package static func most(_ a: Expression, _ b: Expression) -> Expression {
    if case .integer(let x) = a, case .integer(let y) = b { return .integer(max(x, y)) }
    if case .integer(0) = a { return b }
    if case .integer(0) = b { return a }
    return .select(a.isLess(than: b), then: b, otherwise: a)
  }

  /// How much `b` exceeds `a`, 0 if it does not.
  package static func excess(of b: Expression, over a: Expression) -> Expression {
    if case .integer(let x) = a, case .integer(let y) = b { return .integer(max(0, y - x)) }
    if case .integer(0) = a { return b }
    return .select(a.isLess(than: b), then: b - a, otherwise: 0)
  }

  package func isLess(than other: Expression) -> Expression { .binary(.less, self, other) }
  package func and(_ other: Expression) -> Expression { .binary(.and, self, other) }
  package func isGreater(than other: Expression) -> Expression { .binary(.greater, self, other) }
}

extension Expression {
  /// The expression with other parts in place of those for which there are some; sums fold again.
  package func replacing(_ part: (Expression) -> Expression?) -> Expression {
    if let other = part(self) { return other }
    func inside(_ expression: Expression) -> Expression { expression.replacing(part) }
    switch self {
    case .integer, .float, .name: return self
    case .element(let base, let index): return .element(inside(base), inside(index))
    case .field(let name, let record): return .field(name, of: inside(record))
    case .address(let variable): return .address(of: inside(variable))
    case .advanced(let base, let distance): return inside(base).advanced(by: inside(distance))
    case .binary(.add, let a, let b): return inside(a) + inside(b)
    case .binary(.subtract, let a, let b): return inside(a) - inside(b)
    case .binary(.multiply, let a, let b): return inside(a) * inside(b)
    case .binary(let operation, let a, let b): return .binary(operation, inside(a), inside(b))
    case .select(let condition, let yes, let no):
      return .select(inside(condition), then: inside(yes), otherwise: inside(no))
    case .apply(let name, let operands): return .apply(name, operands.map(inside))
    }
  }
}
