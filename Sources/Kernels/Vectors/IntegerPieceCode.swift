import Targets

/// Expressions of a loop over lanes as one of its vectors of integers computes them.
struct IntegerPieceCode {
  typealias HasNone = IntegerVectoriser.HasNone

  let lanes: IntegerLanes
  let piece: VectorPiece
  /// The constants that differ from lane to lane.
  let constants: Set<String>

  private func apply(_ operation: IntegerOperation, _ operands: Expression...) -> Expression {
    .apply(VectorName.integers(operation, lanes: piece.lanes), operands)
  }

  func set(_ place: Expression, _ value: Expression) throws(HasNone) -> Statement {
    if let variable = variable(place) { return .assign(variable, try vector(value)) }
    guard piece.lanes > 1 else { return .assign(scalar(place), scalar(value)) }
    let place = withoutQuotients(place)
    if let halves = halves(place) {
      guard let (operation, saturated) = saturatedHalves(value) else { throw HasNone() }
      let (floor, zeroPoint) = saturated.splitSum
      return .call(
        VectorName.integers(operation, lanes: piece.lanes),
        [try bytes(halves.first), try bytes(halves.second), try vector(floor), .signed(zeroPoint)])
    }
    guard case .element(let base, let index) = place, place.isSideBySide(in: lanes.variable),
      let scalar = elements(base)
    else { throw HasNone() }
    let to = base.advanced(by: self.scalar(index))
    switch scalar {
    case .int32:
      return .call(
        VectorName.integers(.store, lanes: piece.lanes), [to, try vector(value)])
    case .int8 where piece.lanes == IntegerOperation.translated:
      guard case .apply(_, let operands) = value, let (table, from) = tableAndPlace(operands) else {
        throw HasNone()
      }
      return lanes.target.has(.translateHeld)
        ? .call(
          VectorName.integers(.translateHeld, lanes: lanes.longest),
          [to, from] + IntegerVectoriser.table.map(ref))
        : .call(VectorName.integers(.translate, lanes: lanes.longest), [to, table, from])
    case .int8:
      if let (operation, saturated) = saturated(value) {
        let (floor, zeroPoint) = saturated.splitSum
        return .call(
          VectorName.integers(operation, lanes: piece.lanes),
          [to, try vector(floor), .signed(zeroPoint)])
      }
      return .call(
        VectorName.integers(.storeBytes, lanes: piece.lanes), [to, try vector(value)])
    case .float, .uint8: throw HasNone()
    }
  }

  /// The same where quotients of the lane and their rests do not jump within the piece.
  private func withoutQuotients(_ place: Expression) -> Expression {
    place.replacing { part in
      guard case .binary(let operation, .name(lanes.variable), .integer(let divisor)) = part else {
        return nil
      }
      let (quotient, rest) = piece.first.quotientAndRemainder(dividingBy: divisor)
      guard rest + piece.lanes <= divisor else { return nil }
      switch operation {
      case .divide: return .integer(quotient)
      case .remainder: return .name(lanes.variable) - .integer(quotient * divisor)
      default: return nil
      }
    }
  }

  /// A place for each half of the piece, where quotients of the lane jump between them; nil where they do not.
  private func halves(_ place: Expression) -> (first: Expression, second: Expression)? {
    guard piece.first == 0 else { return nil }
    let half = piece.lanes / 2
    var jumps = false
    func part(_ quotient: Int) -> Expression {
      place.replacing { part in
        guard case .binary(let operation, .name(lanes.variable), .integer(half)) = part else {
          return nil
        }
        jumps = true
        switch operation {
        case .divide: return .integer(quotient)
        case .remainder: return .name(lanes.variable)
        default: return nil
        }
      }
    }
    let (first, second) = (part(0), part(1))
    return jumps ? (withoutQuotients(first), withoutQuotients(second)) : nil
  }

  private func saturatedHalves(_ value: Expression) -> (IntegerOperation, Expression)? {
    guard let (operation, value) = saturated(value) else { return nil }
    let halves: IntegerOperation =
      operation == .storeSaturated ? .storeSaturatedHalves : .storeUnsignedHalves
    return lanes.target.has(halves) ? (halves, value) : nil
  }

  /// What becomes the nearest 8-bit integers in a store, and which one that is; nil of other values.
  private func saturated(_ value: Expression) -> (IntegerOperation, Expression)? {
    guard case .apply(let function, let operands) = value else { return nil }
    switch IntegerFunction(rawValue: function) {
    case .saturatedInt8: return (.storeSaturated, operands[0])
    case .saturatedUInt8: return (.storeUnsigned, operands[0])
    default: return nil
    }
  }

  /// A pointer to the bytes of this piece and of those after it.
  func bytes(_ place: Expression) throws(HasNone) -> Expression {
    guard case .element(let base, let index) = place, place.isSideBySide(in: lanes.variable),
      elements(base) == .int8
    else { throw HasNone() }
    return base.advanced(by: scalar(index))
  }

  /// What a pointer points to.
  private func elements(_ base: Expression) -> Scalar? {
    switch base {
    case .name(let name): lanes.scalars[name]
    case .advanced(let inner, _), .element(let inner, _): elements(inner)
    case .integer, .float, .field, .address, .binary, .select, .apply: nil
    }
  }

  /// The variable that a lane of an array, or a constant of this loop or before it, has become.
  private func variable(_ expression: Expression) -> Expression? {
    switch expression {
    case .element(.name(let array), .name(lanes.variable)) where lanes.arrays.contains(array):
      .name(lanes.pieces.name(array, piece))
    case .name(let name) where constants.contains(name): .name(lanes.pieces.name(name, piece))
    case .name(let name): lanes.number(name, piece).map { .name($0) }
    default: nil
    }
  }

  /// An expression that is the same in all lanes, or that of the only lane.
  func scalar(_ expression: Expression) -> Expression {
    expression.replacing { part in
      if part == .name(lanes.variable) { return .integer(piece.first) }
      if case .name(let name) = part, let other = lanes.others[name] { return other }
      return variable(part)
    }
  }

  private func differs(_ expression: Expression) -> Bool {
    var differs = false
    _ = expression.replacing { part in
      if part == .name(lanes.variable) || variable(part) != nil { differs = true }
      return nil
    }
    return differs
  }

  func vector(_ expression: Expression) throws(HasNone) -> Expression {
    guard piece.lanes > 1 else { return scalar(expression) }
    if let variable = variable(expression) { return variable }
    if case .apply(let name, let operands) = expression,
      let function = IntegerFunction(rawValue: name)
    {
      if let value = try vector(function, operands) { return value }
    }
    guard differs(expression) else { return apply(.splat, scalar(expression)) }
    switch expression {
    case .element(let base, let index):
      if let halves = halves(expression), halves.first == halves.second,
        case .element(let base, let index) = halves.first, elements(base) == .int32
      {
        return apply(.loadTwice, base.advanced(by: scalar(index)))
      }
      guard expression.isSideBySide(in: lanes.variable) else { throw HasNone() }
      let from = base.advanced(by: scalar(index))
      switch elements(base) {
      case .int32: return apply(.load, from)
      case .int8: return apply(.bytes, from)
      case .float, .uint8, nil: throw HasNone()
      }
    case .binary(.add, let sum, .apply(IntegerFunction.pairProduct.rawValue, let factors)):
      return apply(
        .addPairProducts, try vector(factors[0]), try vector(factors[1]), try vector(sum))
    case .binary(.add, let sum, .apply(IntegerFunction.quadProduct.rawValue, let factors)):
      return apply(
        .addQuadProducts, try vector(factors[0]), try vector(factors[1]), try vector(sum))
    case .binary(.add, let sum, .apply(IntegerFunction.signedQuadProduct.rawValue, let factors)):
      if case .name(let name) = factors[0], let lane = lanes.held[name] {
        return apply(
          .addSignedQuadLane, try vector(factors[1]), factors[0], .integer(lane), try vector(sum))
      }
      return apply(
        .addSignedQuadProducts, try vector(factors[0]), try vector(factors[1]), try vector(sum))
    case .binary(.add, let a, let b): return apply(.add, try vector(a), try vector(b))
    case .binary(.subtract, let a, let b): return apply(.subtract, try vector(a), try vector(b))
    case .binary(.multiply, let a, let b): return apply(.multiply, try vector(a), try vector(b))
    case .select(let condition, let a, let b) where !differs(condition):
      return .select(scalar(condition), then: try vector(a), otherwise: try vector(b))
    case .integer, .float, .name, .field, .address, .advanced, .binary, .select, .apply:
      throw HasNone()
    }
  }

  /// What a function gives in all lanes; nil where that is the same in all of them and not worth more.
  private func vector(
    _ function: IntegerFunction, _ operands: [Expression]
  ) throws(HasNone) -> Expression? {
    switch function {
    case .pairAt:
      guard case .advanced(let base, let distance) = operands[0] else {
        return apply(.pairSplat, scalar(operands[0]))
      }
      switch distance.growth(with: lanes.variable) {
      case 0: return apply(.pairSplat, scalar(operands[0]))
      case 2: return apply(.pairs, base.advanced(by: scalar(distance)))
      default: throw HasNone()
      }
    case .quadAt:
      guard case .advanced(let base, let distance) = operands[0] else { return nil }
      switch distance.growth(with: lanes.variable) {
      case 0: return nil
      case 4: return apply(.quads, scalar(base).advanced(by: scalar(distance)))
      default: throw HasNone()
      }
    case .quadOfTwo: return apply(.quadsOfTwo, scalar(operands[0]))
    case .sumOfTwo:
      // Of arrays that are a single vector each.
      guard lanes.pieces.count == 1, case .name(let first) = operands[0],
        case .name(let second) = operands[1], lanes.arrays.isSuperset(of: [first, second])
      else { throw HasNone() }
      return apply(.sumsOfTwo, operands[0], operands[1])
    case .raisedQuadAt: return apply(.raisedQuadSplat, scalar(operands[0]))
    case .columnOfOne: return try column(.columnsOfOne, operands)
    case .columnOfThree: return try column(.columnsOfThree, .halfColumnsOfThree, operands)
    case .columnOfFour:
      if let column = try transposedColumn(operands) { return column }
      return try column(.columnsOfFour, .halfColumnsOfFour, operands)
    case .line: return try line(operands)
    case .joined: return try each(.joined, operands)
    case .scaledFloor: return try each(.scaledFloor, operands)
    case .fineFloor: return try each(.fineFloor, operands)
    case .signedFloor: return try each(.signedFloor, operands)
    case .heldFloor: return try each(.heldFloor, operands)
    case .heldSignedFloor: return try each(.heldSignedFloor, operands)
    case .mirroredFloor: return try each(.mirroredFloor, operands)
    case .sumFloor: return try each(.sumFloor, operands)
    case .floatBits: return try each(.floats, operands)
    case .gatedFloor: return try each(.gatedFloor, operands)
    case .signedGatedFloor: return try each(.signedGatedFloor, operands)
    case .tableAt:
      guard let (table, from) = tableAndPlace(operands) else { throw HasNone() }
      return apply(.lookUp, table, from)
    case .pairLess: return apply(.pairLess, try vector(operands[0]), scalar(operands[1]))
    case .unsigned:
      guard differs(operands[0]) else { return nil }
      guard case .element(let base, let index) = operands[0],
        operands[0].isSideBySide(in: lanes.variable), elements(base) == .int8
      else { throw HasNone() }
      return apply(.unsignedBytes, base.advanced(by: scalar(index)))
    case .roundedTwice where shiftsRight(operands[2]):
      return try each(.roundedTwiceRight, operands)
    case .roundedOnce where shiftsRight(operands[2]):
      return try each(.roundedOnceRight, operands)
    case .roundedTwice:
      return apply(
        .roundedTwice, try vector(operands[0]), try vector(operands[1]), try vector(operands[2]))
    case .roundedOnce:
      return apply(
        .roundedOnce, try vector(operands[0]), try vector(operands[1]), try vector(operands[2]))
    case .roundedTwiceRight: return try each(.roundedTwiceRight, operands)
    case .roundedOnceRight: return try each(.roundedOnceRight, operands)
    case .roundedEven: return apply(.roundedEven, try vector(operands[0]), try vector(operands[1]))
    case .clamped:
      return apply(
        .least, apply(.most, try vector(operands[0]), try vector(operands[1])),
        try vector(operands[2]))
    case .wrappingSum:
      // Vectors wrap by themselves.
      if case .apply(IntegerFunction.pairProduct.rawValue, let factors) = operands[1] {
        return apply(
          .addPairProducts, try vector(factors[0]), try vector(factors[1]),
          try vector(operands[0]))
      }
      return apply(.add, try vector(operands[0]), try vector(operands[1]))
    case .withZeroPoint:
      guard let zero = operands[1].literal, let low = operands[2].literal,
        let high = operands[3].literal
      else { return nil }
      // Bounds before the sum, which then cannot leave 32 bits.
      let bounded = apply(
        .least, apply(.most, try vector(operands[0]), apply(.splat, .signed(low - zero))),
        apply(.splat, .signed(high - zero)))
      return zero == 0 ? bounded : apply(.add, bounded, apply(.splat, .signed(zero)))
    case .highProduct, .roundedShift, .quotient, .quotientUp, .softmaxTerm, .softmaxHeadroom,
      .softmaxInverse, .softmaxShift, .softmaxResult, .narrowed, .real, .realSum, .quantizedAway,
      .quantizedEven, .pairOf, .pairProduct, .quadOf, .quadProduct, .signedQuadProduct,
      .saturatedInt8, .saturatedUInt8:
      return nil
    }
  }

  /// Whether a shift is known to go to the right, and the machine has a shorter way to that.
  private func shiftsRight(_ shift: Expression) -> Bool {
    guard let shift = shift.literal, (-31...(-1)).contains(shift) else { return false }
    return lanes.target.has(.roundedTwiceRight) && lanes.target.has(.roundedOnceRight)
  }

  /// The operands of a look-up, where the integers that are looked up lie side by side.
  private func tableAndPlace(_ operands: [Expression]) -> (Expression, Expression)? {
    guard case .element(let base, let index) = operands[1],
      operands[1].isSideBySide(in: lanes.variable), elements(base) == .int8
    else { return nil }
    return (scalar(operands[0]), base.advanced(by: scalar(index)))
  }

  private func each(
    _ operation: IntegerOperation, _ operands: [Expression]
  ) throws(HasNone) -> Expression {
    var vectors: [Expression] = []
    for operand in operands { vectors.append(try vector(operand)) }
    return .apply(VectorName.integers(operation, lanes: piece.lanes), vectors)
  }
}
