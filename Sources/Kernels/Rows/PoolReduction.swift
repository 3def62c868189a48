import IR

/// What is made of the elements of a window.
enum PoolReduction: Hashable {
  case max
  case mean
  /// The quotient of a sum of integers and the number of pixels, halves away from zero or up.
  case quotient(up: Bool)
  /// A requantised sum of integers; all windows lie inside of the image.
  case scaled(IntegerMean)

  var word: String {
    switch self {
    case .max: "max"
    case .mean: "average"
    case .quotient(let up): up ? "average_up" : "average"
    case .scaled(let mean): "average_" + mean.word
    }
  }
}

extension PoolReduction {
  /// What the sums, or the largest elements, start from.
  func start(_ scalar: Scalar) -> Expression {
    guard self == .max else { return scalar == .float ? .float(0) : 0 }
    return scalar == .float ? .float(-.greatestFiniteMagnitude) : .signed(-128)
  }

  /// Takes up an element.
  func take(_ element: Expression, into sum: Expression) -> Statement {
    guard self == .max else { return .accumulate(sum, element) }
    return .assign(sum, .select(element.isLess(than: sum), then: sum, otherwise: element))
  }
}
