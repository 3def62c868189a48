import Targets

extension IntegerPieceCode {
  /// Integers from some pointers, which all move on with the lanes; where this vector is one of two, half
  /// of twice as many.
  func column(
    _ operation: IntegerOperation, _ ofPair: IntegerOperation, _ operands: [Expression]
  ) throws(HasNone) -> Expression {
    if let half = half(of: ofPair) {
      let first = VectorPiece(first: piece.first - half * piece.lanes, lanes: piece.lanes)
      let start = IntegerPieceCode(lanes: lanes, piece: first, constants: constants)
      guard case .apply(_, let values) = try start.column(operation, operands) else {
        throw HasNone()
      }
      return .apply(
        VectorName.integers(ofPair, lanes: piece.lanes), values + [.integer(half)])
    }
    return try column(operation, operands)
  }

  /// The same where the integers are transposed.
  func transposedColumn(_ operands: [Expression]) throws(HasNone) -> Expression? {
    let pointers = operands.dropLast(2).compactMap { operand -> Expression? in
      guard case .advanced(let base, let distance) = operand,
        let start = distance.transposedStart(in: lanes.variable)
      else { return nil }
      return base.advanced(by: start)
    }
    guard pointers.count == 4, lanes.isTransposed, operands.suffix(2).map(\.literal) == [-1, 0]
    else { return nil }
    return .apply(
      VectorName.integers(.transposedColumns, lanes: piece.lanes),
      pointers + [.integer(piece.first / piece.lanes)])
  }

  /// Which one of a pair of equal vectors this is, if the machine does something with pairs.
  private func half(of operation: IntegerOperation) -> Int? {
    guard let index = lanes.pieces.firstIndex(of: piece), lanes.pieces.indices.contains(index ^ 1),
      lanes.pieces[index ^ 1].lanes == piece.lanes,
      lanes.target.integers.contains(where: {
        $0.lanes == piece.lanes && $0[operation] != nil
      })
    else { return nil }
    return index & 1
  }

  /// Integers from three runs that follow each other at a pointer, which moves on with the lanes.
  func line(_ operands: [Expression]) throws(HasNone) -> Expression {
    let places = [try pointer(operands[0]), try vector(operands[1])]
    let (bits, last) = (operands[2...3], operands[4])
    if bits.map(\.literal) == [-1, 0] {
      return .apply(
        VectorName.integers(.bareLine, lanes: piece.lanes), places + [last])
    }
    var values = places
    for bits in bits { values.append(try vector(bits)) }
    return .apply(VectorName.integers(.line, lanes: piece.lanes), values + [last])
  }

  /// Where the integers of this piece are, of a pointer that moves on with the lanes.
  private func pointer(_ operand: Expression) throws(HasNone) -> Expression {
    guard case .advanced(let base, let distance) = operand,
      distance.growth(with: lanes.variable) == 1
    else { throw HasNone() }
    return base.advanced(by: scalar(distance))
  }

  /// Integers from some pointers, which all move on with the lanes.
  func column(
    _ operation: IntegerOperation, _ operands: [Expression]
  ) throws(HasNone) -> Expression {
    var values: [Expression] = []
    for operand in operands.dropLast(2) { values.append(try pointer(operand)) }
    let bits = operands.suffix(2)
    if bits.map(\.literal) == [-1, 0], let bare = operation.ofBareColumns,
      lanes.target.integers.contains(where: { $0.lanes == piece.lanes && $0[bare] != nil })
    {
      return .apply(VectorName.integers(bare, lanes: piece.lanes), values)
    }
    for bits in bits { values.append(try vector(bits)) }
    return .apply(VectorName.integers(operation, lanes: piece.lanes), values)
  }
}

extension IntegerOperation {
  /// The same without bits to be kept or flipped.
  fileprivate var ofBareColumns: IntegerOperation? {
    switch self {
    case .columnsOfOne: .bareColumnsOfOne
    case .columnsOfThree: .bareColumnsOfThree
    case .columnsOfFour: .bareColumnsOfFour
    default: nil
    }
  }
}
