import Targets

/// Expressions of a loop over lanes as one of its vectors computes them.
struct PieceCode {
  let lanes: Lanes
  let piece: VectorPiece
  /// The constants that differ from lane to lane.
  let vectors: Set<String>

  private func apply(_ operation: VectorOperation, _ operands: Expression...) -> Expression {
    .apply(VectorName.operation(operation, lanes: piece.lanes), operands)
  }

  /// The vector of elements that lie apart, as the channels of planar inputs do.
  private func gather(_ element: Expression) -> Expression {
    let elements = (piece.first..<piece.first + piece.lanes).map { lane in
      element.replacing { $0 == .name(lanes.variable) ? .integer(lane) : nil }
    }
    return .apply(VectorName.operation(.gather, lanes: piece.lanes), elements)
  }

  func set(_ place: Expression, _ value: Expression) -> Statement {
    if let variable = variable(place) { return .assign(variable, vector(value)) }
    guard piece.lanes > 1 else { return .assign(scalar(place), vector(value)) }
    guard case .element(let base, let index) = place, place.isSideBySide(in: lanes.variable) else {
      preconditionFailure("a vector is stored in one piece")
    }
    return .call(
      VectorName.operation(.store, lanes: piece.lanes),
      [base.advanced(by: scalar(index)), vector(value)])
  }

  /// The variable that a lane of an array, or a constant of this loop, has become.
  private func variable(_ expression: Expression) -> Expression? {
    switch expression {
    case .element(.name(let array), .name(lanes.variable)) where lanes.arrays[array] != nil:
      .name(lanes.pieces.name(array, piece))
    case .name(let name) where vectors.contains(name): .name(lanes.pieces.name(name, piece))
    default: nil
    }
  }

  /// An expression that is the same in all lanes, or that of the only lane.
  private func scalar(_ expression: Expression) -> Expression {
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

  func vector(_ expression: Expression) -> Expression {
    guard piece.lanes > 1 else { return scalar(expression) }
    if let variable = variable(expression) { return variable }
    guard differs(expression) else { return apply(.splat, scalar(expression)) }
    switch expression {
    case .binary(.add, let sum, .binary(.multiply, .name(let number), let factor))
    where lanes.held[number] != nil && piece.lanes == lanes.heldLanes:
      return apply(
        .multiplyAddLane, vector(factor), .name(number), .integer(lanes.held[number] ?? 0),
        vector(sum))
    case .element(let base, let index):
      return expression.isSideBySide(in: lanes.variable)
        ? apply(.load, base.advanced(by: scalar(index))) : gather(expression)
    case .binary(.add, let sum, .binary(.multiply, let a, let b)),
      .binary(.add, .binary(.multiply, let a, let b), let sum):
      return apply(.multiplyAdd, vector(a), vector(b), vector(sum))
    case .binary(.add, let a, let b): return apply(.add, vector(a), vector(b))
    case .binary(.subtract, let a, let b): return apply(.subtract, vector(a), vector(b))
    case .binary(.multiply, let a, let b): return apply(.multiply, vector(a), vector(b))
    case .select(.binary(.greater, let x, let bound), let a, let b) where (a, b) == (bound, x):
      return apply(.least, vector(x), vector(bound))
    case .select(.binary(.less, let x, let bound), let a, let b) where (a, b) == (bound, x):
      return apply(.most, vector(x), vector(bound))
    case .select(let condition, let a, let b) where !differs(condition):
      return .select(scalar(condition), then: vector(a), otherwise: vector(b))
    case .integer, .float, .name, .field, .address, .advanced, .binary, .select, .apply:
      preconditionFailure("no vector computes this")
    }
  }
}
