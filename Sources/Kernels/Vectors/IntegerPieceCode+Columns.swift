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

  /// Integers from some pointers, which all move on with the lanes.
  func column(
    _ operation: IntegerOperation, _ operands: [Expression]
  ) throws(HasNone) -> Expression {
    var values: [Expression] = []
    for pointer in operands.dropLast(2) {
      guard case .advanced(let base, let distance) = pointer,
        distance.growth(with: lanes.variable) == 1
      else { throw HasNone() }
      values.append(base.advanced(by: scalar(distance)))
    }
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
