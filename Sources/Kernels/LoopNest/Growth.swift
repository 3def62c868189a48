extension Expression {
  /// Whether a name occurs in it.
  package func mentions(_ name: String) -> Bool {
    switch self {
    case .integer, .float: false
    case .name(let other): other == name
    case .field(_, let inner), .address(let inner): inner.mentions(name)
    case .element(let a, let b), .advanced(let a, let b), .binary(_, let a, let b):
      a.mentions(name) || b.mentions(name)
    case .select(let condition, let yes, let no):
      condition.mentions(name) || yes.mentions(name) || no.mentions(name)
    case .apply(_, let operands): operands.contains { $0.mentions(name) }
    }
  }

  /// How much an index grows with a name; nil where that is not the same everywhere.
  package func growth(with name: String) -> Int? {
    switch self {
    case .name(name): return 1
    case .binary(.add, let a, let b):
      guard let x = a.growth(with: name), let y = b.growth(with: name) else { return nil }
      return x + y
    case .binary(.subtract, let a, let b):
      guard let x = a.growth(with: name), let y = b.growth(with: name) else { return nil }
      return x - y
    case .binary(.multiply, let a, .integer(let factor)):
      return a.growth(with: name).map { $0 * factor }
    case .integer, .float, .name, .element, .field, .address, .advanced, .binary, .select, .apply:
      return mentions(name) ? nil : 0
    }
  }

  /// Whether the elements for neighbouring numbers of a name lie side by side.
  package func isSideBySide(in name: String) -> Bool {
    guard case .element(let base, let index) = self else { return false }
    return !base.mentions(name) && index.growth(with: name) == 1
  }
}
