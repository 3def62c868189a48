import Targets

/// One loop over lanes on its way to become vectors of integers.
struct IntegerLanes {
  let variable: String
  let pieces: [VectorPiece]
  let arrays: Set<String>
  let scalars: [String: Scalar]
  let target: Target
  /// Constants to be declared where they are used first, in all lanes.
  var numbers: [(name: String, value: Expression)] = []
  /// The piece that there is code for, if not for all of them.
  var only: VectorPiece?
  /// What stands for some names where they are the same in all lanes.
  var others: [String: Expression] = [:]
  /// The lane of a vector in which a four is, by the name of both.
  var held: [String: Int] = [:]

  init(
    variable: String, pieces: [VectorPiece], arrays: Set<String>, scalars: [String: Scalar],
    target: Target
  ) {
    self.variable = variable
    self.pieces = pieces
    self.arrays = arrays
    self.scalars = scalars
    self.target = target
  }

  static func type(_ piece: VectorPiece) -> ValueType {
    piece.lanes == 1 ? .scalar(.int32) : .integerVector(piece.lanes)
  }

  /// The lanes of the machine's longest vectors, after which what it does with bytes is called.
  var longest: Int { target.integers.map(\.lanes).max() ?? 1 }

  private var widths: [Int] { Set(pieces.map(\.lanes)).sorted(by: >) }

  /// The name of a number in all lanes of a piece.
  func number(_ name: String, _ piece: VectorPiece) -> String? {
    guard numbers.contains(where: { $0.name == name }) else { return nil }
    return widths.count == 1 ? name : "\(name)_\(piece.lanes)"
  }

  /// Whether constants and what is made with them would be in more registers than there are, if they were
  /// those of all pieces at once.
  private func isCrowded(_ body: [Statement]) -> Bool {
    guard case .constant? = body.first else { return false }
    return numbers.isEmpty && body.count * pieces.count + 2 > target.vectorUnit.registers
      && body.allSatisfy {
        switch $0 {
        case .constant, .assign: true
        default: false
        }
      }
  }

  /// The weights that all sums are multiplied with, and those of their vectors, the last ones, for which there
  /// is no register, so that products read them from memory each time.
  private func unheld(
    _ body: [Statement]
  ) -> (name: String, read: Expression, pieces: ArraySlice<VectorPiece>)? {
    guard only == nil, case .constant(let name, _, let read)? = body.first,
      read.mentions(QuadProducts.again)
    else { return nil }
    let vectors = pieces.filter { $0.lanes > 1 }
    let count = target.unheldWeights(of: vectors.count, sums: body.count - 1)
    return (name, read, vectors.suffix(count))
  }

  /// Each statement for all pieces before the next one, or one piece after the other.
  func lower(_ body: [Statement]) throws(IntegerVectoriser.HasNone) -> [Statement] {
    guard pieces.count > 1, only == nil, isCrowded(body) else { return try lowerTogether(body) }
    var lowered: [Statement] = []
    for piece in pieces {
      var code = self
      code.only = piece
      lowered.append(.block(try code.lowerTogether(body)))
    }
    return lowered
  }

  /// What a number is in all lanes of a piece: the half of a longer vector of it, if there is one.
  ///
  /// GCC reads what it copies into vectors of two lengths into another register first, and copies that.
  private func value(
    of number: (name: String, value: Expression), _ piece: VectorPiece
  ) throws(IntegerVectoriser.HasNone) -> Expression {
    let longer = VectorPiece(first: 0, lanes: 2 * piece.lanes)
    if widths.contains(longer.lanes), let name = self.number(number.name, longer),
      target.integers.contains(where: { $0.lanes == piece.lanes && $0[.lowHalf] != nil })
    {
      return .apply(VectorName.integers(.lowHalf, lanes: piece.lanes), [ref(name)])
    }
    return try IntegerPieceCode(lanes: self, piece: piece, constants: []).vector(number.value)
  }

  private func lowerTogether(
    _ body: [Statement]
  ) throws(IntegerVectoriser.HasNone) -> [Statement] {
    var constants: Set<String> = []
    var waiting = numbers
    var lowered: [Statement] = []
    let unheld = unheld(body)
    for statement in body {
      var used = UsedNames()
      _ = used.withoutUnusedConstants([statement])
      if case .constant(_, _, let value) = statement { used.add(value) }
      for number in waiting where used.variables.contains(number.name) {
        for lanes in widths {
          let piece = VectorPiece(first: 0, lanes: lanes)
          lowered.append(
            .constant(
              self.number(number.name, piece) ?? number.name, Self.type(piece),
              try value(of: number, piece)))
        }
      }
      waiting.removeAll { used.variables.contains($0.name) }
      if only == nil, let store = try transposedStore(statement, constants) {
        lowered.append(store)
        continue
      }
      if only == nil, let stores = try self.stores(statement, constants) {
        lowered += stores
        continue
      }
      for piece in only.map({ [$0] }) ?? pieces {
        let code = IntegerPieceCode(lanes: self, piece: piece, constants: constants)
        switch statement {
        case .constant where unheld?.pieces.contains(piece) ?? false: break
        case .constant(let name, .scalar(.int32), let value):
          lowered.append(
            .constant(pieces.name(name, piece), Self.type(piece), try code.vector(value)))
        case .assign(let place, let value): lowered.append(try code.set(place, value))
        case .accumulate(let place, let factors):
          var value = factors
          if let unheld, unheld.pieces.contains(piece) {
            if piece == unheld.pieces.first {
              lowered.append(.call(LoopWord.again, [ref(QuadProducts.again)]))
            }
            value = factors.replacing { $0 == .name(unheld.name) ? unheld.read : nil }
          }
          lowered.append(try code.set(place, place + value))
          if case .apply = value, piece.lanes > 1, case .assign(let sum, _)? = lowered.last {
            lowered.append(.call(LoopWord.keep, [sum]))
          }
        case .comment, .constant, .array, .variable, .loop, .block, .when, .call, .attempt, .count,
          .record, .deliver:
          throw IntegerVectoriser.HasNone()
        }
      }
      if case .constant(let name, _, _) = statement { constants.insert(name) }
    }
    return lowered
  }
}
