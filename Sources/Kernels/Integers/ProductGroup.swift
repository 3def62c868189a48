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
    if weightZero == 0, multipliesQuads { return .quads(outside: outside) }
    return has(.addPairProducts) ? .pairs : .single
  }

  /// Whether some vectors of integers can do something.
  func has(_ operation: IntegerOperation) -> Bool { integers.contains { $0[operation] != nil } }

  /// Whether floats requantise its sums.
  var hasFloors: Bool { has(.scaledFloor) }

  /// Whether it adds up four products of bytes in one step.
  var multipliesQuads: Bool { has(.addQuadProducts) }

  /// Whether it looks up many bytes in a table at once.
  var translates: Bool { has(.translate) || has(.translateHeld) }

  /// Whether it reads columns of a depthwise window in fours.
  var hasColumns: Bool { has(.columnsOfThree) }

  /// Whether it makes fours of integers that come one by one.
  var joinsQuads: Bool { has(.joined) }
}
