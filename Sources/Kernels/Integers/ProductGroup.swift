import Targets

/// How many products of integers along the depth a machine adds up in one step.
enum ProductGroup: Hashable {
  case single
  case pairs
  /// Products of integers without signs, which are those of the operand, each more by 128. Pixels
  /// outside of the image, if there are any, hold `outside`.
  case quads(outside: Int?)

  var count: Int {
    switch self {
    case .single: 1
    case .pairs: 2
    case .quads: 4
    }
  }

  var isQuads: Bool { count == 4 }

  /// A word for names of kernels.
  var word: String {
    guard case .quads(let outside?) = self else { return "" }
    return "_outside\(outside)"
  }
}

extension Target {
  /// The most products in one step with such a zero point of the weights: four bytes leave no room for
  /// one.
  func productGroup(weightZero: Int, outside: Int?) -> ProductGroup {
    func has(_ operation: IntegerOperation) -> Bool { integers.contains { $0[operation] != nil } }
    if weightZero == 0, has(.addQuadProducts) { return .quads(outside: outside) }
    return has(.addPairProducts) ? .pairs : .single
  }

  /// Whether it adds up four products of bytes in one step.
  var multipliesQuads: Bool { integers.contains { $0[.addQuadProducts] != nil } }

  /// Whether it reads columns of a depthwise window in fours.
  var hasColumns: Bool { integers.contains { $0[.columnsOfThree] != nil } }
}
