import Targets

extension Function {
  /// The function with vectors in place of its loops over lanes, for a machine with vectors of so
  /// many lanes each.
  ///
  /// Arrays of sums become variables that stay in registers, whatever a compiler makes of loops. Lanes
  /// that fill no vector are computed one by one.
  package func vectorised(widths: [Int]) -> Function {
    var copy = self
    var vectors = Vectoriser(widths: widths)
    copy.body = vectors.lower(body)
    return copy
  }
}

/// Turns loops over lanes into vectors.
private struct Vectoriser {
  let widths: [Int]
  /// The lanes of each array of sums.
  private var arrays: [String: Int] = [:]

  init(widths: [Int]) { self.widths = widths }

  mutating func lower(_ body: [Statement]) -> [Statement] {
    // Loops over lanes kept their constants apart.
    var names: [String: Int] = [:]
    for case .loop(let loop) in body where loop.kind == .lanes {
      for name in declaredNames(loop.body[...]) { names[name, default: 0] += 1 }
    }
    var lowered: [Statement] = []
    for (index, statement) in body.enumerated() {
      switch statement {
      case .array(let name, .float, let count):
        arrays[name] = count
        let pieces = VectorPiece.cut(count, widths: widths)
        lowered += pieces.map {
          .variable(pieces.name(name, $0), $0.lanes == 1 ? .float : .vector($0.lanes))
        }
      case .loop(let loop) where loop.kind == .lanes:
        guard case .integer(let count) = loop.to else {
          preconditionFailure("a loop over an unknown number of lanes")
        }
        // Numbers read for this loop alone are read where they are used, to be in registers no longer
        // than needed.
        var numbers: [(name: String, value: Expression)] = []
        if index + 1 == body.count || !body[index + 1].isLanes {
          while case .constant(let name, .float, let value)? = lowered.last {
            numbers.append((name, value))
            lowered.removeLast()
          }
        }
        let lanes = Lanes(
          variable: loop.variable, pieces: VectorPiece.cut(count, widths: widths), arrays: arrays,
          numbers: numbers.reversed())
        let isAlone = declaredNames(loop.body[...]).allSatisfy { names[$0] == 1 }
        lowered += isAlone ? lanes.lower(loop.body) : [.block(lanes.lower(loop.body))]
      case .loop(var loop):
        // Rounds written out one after the other would read ahead more than registers hold.
        if case .integer = loop.to, loop.body.contains(where: \.isLanes) { loop.kind = .rolled }
        loop.body = lower(loop.body)
        lowered.append(.loop(loop))
      case .when(let condition, let yes, let no):
        lowered.append(.when(condition, lower(yes), otherwise: lower(no)))
      case .block(let inner):
        lowered.append(.block(lower(inner)))
      case .count(let name, let counter, let end, let inner):
        lowered.append(.count(name, counter: counter, to: end, lower(inner)))
      case .comment, .constant, .array, .variable, .assign, .accumulate, .call, .attempt, .record,
        .deliver:
        lowered.append(statement)
      }
    }
    return lowered
  }
}

extension Statement {
  fileprivate var isLanes: Bool {
    if case .loop(let loop) = self { loop.kind == .lanes } else { false }
  }
}

extension [VectorPiece] {
  /// The name of a piece of an array or of a constant.
  fileprivate func name(_ name: String, _ piece: VectorPiece) -> String {
    count == 1 ? name : "\(name)_\(piece.first)"
  }
}

/// One loop over lanes on its way to become vectors.
private struct Lanes {
  let variable: String
  let pieces: [VectorPiece]
  let arrays: [String: Int]
  /// Constants to be declared where they are used first.
  let numbers: [(name: String, value: Expression)]

  /// Each statement for all pieces before the next one.
  func lower(_ body: [Statement]) -> [Statement] {
    var vectors: Set<String> = []
    var waiting = numbers
    var lowered: [Statement] = []
    for statement in body {
      var used = UsedNames()
      _ = used.withoutUnusedConstants([statement])
      if case .constant(_, _, let value) = statement { used.add(value) }
      for number in waiting where used.variables.contains(number.name) {
        lowered.append(.constant(number.name, .float, number.value))
      }
      waiting.removeAll { used.variables.contains($0.name) }
      for piece in pieces { lowered.append(lower(statement, piece, vectors)) }
      if case .constant(let name, _, _) = statement { vectors.insert(name) }
    }
    return lowered
  }

  private func lower(
    _ statement: Statement, _ piece: VectorPiece, _ vectors: Set<String>
  ) -> Statement {
    let type: ValueType = piece.lanes == 1 ? .float : .vector(piece.lanes)
    let code = PieceCode(lanes: self, piece: piece, vectors: vectors)
    switch statement {
    case .constant(let name, .float, let value):
      return .constant(pieces.name(name, piece), type, code.vector(value))
    case .assign(let place, let value): return code.set(place, value)
    case .accumulate(let place, let value): return code.set(place, place + value)
    case .comment, .constant, .array, .variable, .loop, .block, .when, .call, .attempt, .count,
      .record,
      .deliver:
      preconditionFailure("a loop over lanes holds arithmetic only")
    }
  }
}

/// Expressions of a loop over lanes as one of its vectors computes them.
private struct PieceCode {
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
      part == .name(lanes.variable) ? .integer(piece.first) : variable(part)
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
