/// One loop over lanes on its way to become vectors.
struct Lanes {
  let variable: String
  let pieces: [VectorPiece]
  let arrays: [String: Int]
  /// Constants to be declared where they are used first.
  var numbers: [(name: String, value: Expression)] = []
  /// The registers of the machine.
  let registers: Int
  /// What stands for some names where they are the same in all lanes.
  var others: [String: Expression] = [:]
  /// The lane of a vector in which a number is, by the name of both.
  var held: [String: Int] = [:]
  /// The lanes of such a vector.
  var heldLanes = 0

  /// The number before whose use there is a fence: the one in the middle, where sums and weights leave a
  /// single register for numbers.
  ///
  /// Clang 21 reads numbers ahead into registers that are not there; a fence in the middle stops it.
  private var fenced: String? {
    let used = (numbers.count + 1) * pieces.count + 1
    return numbers.count > 1 && used >= registers ? numbers[numbers.count / 2].name : nil
  }

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
        if number.name == fenced { lowered.append(.call(LoopWord.fence, [])) }
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
