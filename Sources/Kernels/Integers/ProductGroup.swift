import Targets

/// How many products of integers along the depth a machine adds up in one step.
enum ProductGroup: Hashable {
  case single
  case pairs
  /// Products of the operand's integers as they are, or of integers without signs, each more by 128.
  /// Pixels outside of the image, if there are any, hold the byte `outside`.
  case quads(isSigned: Bool, outside: Int?)

  var count: Int {
    switch self {
    case .single: 1
    case .pairs: 2
    case .quads: 4
    }
  }

  var isQuads: Bool { count == 4 }

  /// The byte of pixels outside of the image in fours, if there are any.
  var outside: Int? {
    guard case .quads(_, let outside) = self else { return nil }
    return outside
  }

  /// A word for names of kernels.
  var word: String { outside.map { "_outside\($0)" } ?? "" }

  /// The sum of four products.
  func quadProduct(_ elements: Expression, _ weights: Expression) -> Expression {
    guard case .quads(isSigned: true, _) = self else {
      return IntegerFunction.quadProduct(elements, weights)
    }
    return IntegerFunction.signedQuadProduct(elements, weights)
  }

  /// Whether fours have the highest bit of each element flipped: elements have the signs that products
  /// do not take, or the other way about.
  func flips(readsUnsigned: Bool) -> Bool {
    if case .quads(isSigned: true, _) = self { readsUnsigned } else { !readsUnsigned }
  }

  /// The four elements at a pointer.
  func quad(_ place: Expression, readsUnsigned: Bool) -> Expression {
    flips(readsUnsigned: readsUnsigned)
      ? IntegerFunction.raisedQuadAt(place) : IntegerFunction.quadAt(place)
  }

  /// An element as a byte of a four.
  func quarter(_ element: Expression, readsUnsigned: Bool) -> Expression {
    flips(readsUnsigned: readsUnsigned) ? element + 128 : IntegerFunction.unsigned(element)
  }
}

extension Target {
  /// The most products in one step with such a zero point of the weights: four bytes leave no room for
  /// one.
  func productGroup(weightZero: Int, outside: Int?) -> ProductGroup {
    if weightZero == 0, multipliesQuads {
      return .quads(isSigned: multipliesSignedQuads, outside: outside)
    }
    return has(.addPairProducts) ? .pairs : .single
  }

  /// Whether floats requantise its sums.
  var hasFloors: Bool { has(.scaledFloor) }

  /// Whether it adds up four products of bytes in one step.
  var multipliesQuads: Bool { has(.addQuadProducts) || multipliesSignedQuads }

  /// Whether the bytes of both factors have signs.
  var multipliesSignedQuads: Bool { has(.addSignedQuadProducts) }

  /// Whether four bytes in a single lane can be a factor of all others.
  var hasQuadLanes: Bool { has(.addSignedQuadLane) }

  /// Whether it looks up many bytes in a table at once.
  var translates: Bool { has(.translate) || has(.translateHeld) }

  /// Whether it reads columns of a depthwise window in fours.
  var hasColumns: Bool { has(.columnsOfThree) }

  /// Whether it makes integers without signs of many that have them.
  var raises: Bool { has(.raise) }

  /// Whether it makes fours of integers that come one by one.
  var joinsQuads: Bool { has(.joined) }
}
