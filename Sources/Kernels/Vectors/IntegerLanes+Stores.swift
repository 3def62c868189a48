import Targets

extension IntegerLanes {
  /// The bytes of several vectors in one store, where the machine has that and a statement is such a
  /// store; nil else.
  func stores(
    _ statement: Statement, _ constants: Set<String>
  ) throws(IntegerVectoriser.HasNone) -> [Statement]? {
    guard case .assign(let place, let value) = statement,
      case .apply(let name, let operands) = value, let function = IntegerFunction(rawValue: name),
      let bounds = bounds(function, operands)
    else { return nil }
    var stores: [Statement] = []
    var rest = pieces[...]
    while let first = rest.first {
      let count = [4, 2].first { count in
        rest.count >= count && rest.prefix(count).allSatisfy { $0.lanes == first.lanes }
          && target.integers.contains { $0.lanes == first.lanes && $0[Self.store(count)] != nil }
      }
      func code(_ piece: VectorPiece) -> IntegerPieceCode {
        IntegerPieceCode(lanes: self, piece: piece, constants: constants)
      }
      guard let count, first.lanes > 1 else {
        stores.append(try code(first).set(place, value))
        rest = rest.dropFirst()
        continue
      }
      var vectors: [Expression] = []
      for piece in rest.prefix(count) { vectors.append(try code(piece).vector(operands[0])) }
      stores.append(
        .call(
          VectorName.integers(Self.store(count), lanes: first.lanes),
          [try code(first).bytes(place)] + vectors + bounds.map { .signed($0) }))
      rest = rest.dropFirst(count)
    }
    return stores
  }

  /// Whether its vectors are quarters of a transposed block, and the machine has what it takes.
  var isTransposed: Bool {
    pieces.allSatisfy { $0.lanes * 4 == TransposedBlock.channels } && target.has(.transposedColumns)
  }

  /// The bytes of all vectors in one store, where a statement is one of integers that are transposed; nil else.
  func transposedStore(
    _ statement: Statement, _ constants: Set<String>
  ) throws(IntegerVectoriser.HasNone) -> Statement? {
    guard isTransposed, pieces.count == 4,
      case .assign(.element(let base, let index), .apply(let name, let operands)) = statement,
      let function = IntegerFunction(rawValue: name),
      [.saturatedInt8, .saturatedUInt8].contains(function),
      let start = index.transposedStart(in: variable)
    else { return nil }
    let (floor, zeroPoint) = operands[0].splitSum
    var vectors: [Expression] = []
    for piece in pieces {
      vectors.append(
        try IntegerPieceCode(lanes: self, piece: piece, constants: constants).vector(floor))
    }
    let operation: IntegerOperation =
      function == .saturatedInt8 ? .storeSaturatedTransposed : .storeUnsignedTransposed
    return .call(
      VectorName.integers(operation, lanes: longest),
      [base.advanced(by: start)] + vectors + [.signed(zeroPoint)])
  }

  private static func store(_ vectors: Int) -> IntegerOperation {
    vectors == 4 ? .storeFour : .storeTwo
  }

  /// A zero point and two bounds, where that is what makes bytes of numbers.
  private func bounds(_ function: IntegerFunction, _ operands: [Expression]) -> [Int]? {
    let numbers = operands.dropFirst().compactMap(\.literal)
    switch function {
    case .withZeroPoint where numbers.count == 3: return numbers
    case .clamped where numbers.count == 2: return [0] + numbers
    default: return nil
    }
  }
}

extension Expression {
  /// What comes before the place of a lane in a transposed block; nil of other places.
  func transposedStart(in lane: String) -> Expression? {
    guard self != TransposedBlock.place(.name(lane)) else { return 0 }
    guard case .binary(.add, let start, TransposedBlock.place(.name(lane))) = self,
      !start.mentions(lane)
    else { return nil }
    return start
  }
}
