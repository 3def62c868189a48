import Kernels

extension Expression {
  /// Whether a name occurs in it.
  func mentions(_ name: String) -> Bool {
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
  func growth(with name: String) -> Int? {
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

  /// An element, a pointer or an index with a number in place of a name.
  func replacing(_ name: String, with number: Int) -> Expression {
    switch self {
    case .name(name): return .integer(number)
    case .element(let base, let index):
      return .element(base.replacing(name, with: number), index.replacing(name, with: number))
    case .advanced(let base, let distance):
      return base.replacing(name, with: number)
        .advanced(by: distance.replacing(name, with: number))
    case .binary(let operation, let a, let b):
      let (a, b) = (a.replacing(name, with: number), b.replacing(name, with: number))
      switch operation {
      case .add: return a + b
      case .subtract: return a - b
      case .multiply: return a * b
      case .divide: return a / b
      case .remainder: return a % b
      case .less, .greater, .and: return .binary(operation, a, b)
      }
    case .integer, .float, .name, .field, .address, .select, .apply:
      precondition(!mentions(name), "lanes are counted by sums and products only")
      return self
    }
  }
}
