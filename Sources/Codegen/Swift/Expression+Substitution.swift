import Kernels

extension Expression {
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
