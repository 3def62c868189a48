import Targets

/// Turns loops over lanes into vectors of 32-bit integers.
///
/// A function that does with its lanes what no vector can is left as it is: compilers see to it.
struct IntegerVectoriser {
  /// Something in a function has no vectors.
  struct HasNone: Error {}

  let widths: [Int]
  /// The quarters of a table, under which names they are read once for all of a function: compilers do not
  /// know that the table is apart from what is written.
  static let table = (0..<4).map { "table\($0)" }
  /// The integers that are translated by a table at once; nil where the machine cannot.
  private let translated: Int?
  /// What the table of a function is read into vectors by.
  private(set) var tableReads: [Statement] = []
  private let target: Target
  /// The arrays of sums, which become variables.
  private var arrays: Set<String> = []
  /// What pointers point to.
  private var scalars: [String: Scalar] = [:]

  init(_ target: Target, _ function: Function) {
    self.target = target
    widths = target.integers.map(\.lanes)
    translated = target.translates ? IntegerOperation.translated : nil
    for parameter in function.parameters { note(parameter.name, parameter.type) }
  }

  private mutating func note(_ name: String, _ type: ValueType) {
    switch type {
    case .pointer(let scalar), .place(let scalar), .pointers(let scalar), .places(let scalar):
      scalars[name] = scalar
    case .index, .scalar, .vector, .integerVector, .rowCallback, .context, .record: break
    }
  }

  private mutating func hold(_ table: Expression) {
    let lanes = widths.max() ?? 1
    tableReads = Self.table.enumerated().map { quarter, name in
      .constant(
        name, .integerVector(lanes),
        .apply(
          VectorName.integers(.quads, lanes: lanes),
          [table.advanced(by: .integer(quarter * IntegerOperation.translated))]))
    }
  }

  /// Whether two rounds of a loop along the depth may be one, on machines that multiply fours: an even number,
  /// without memory that is brought nearer, as prefetches are to be apart.
  private func isPaired(_ loop: Loop) -> Bool {
    guard target.multipliesQuads, !target.hasQuadLanes, loop.variable == "k", loop.from == 0,
      loop.step == 1, case .integer(let rounds) = loop.to
    else { return false }
    return rounds.isMultiple(of: 2)
      && !loop.body.contains {
        if case .call(LoopWord.prefetch, _) = $0 { true } else { false }
      }
  }

  mutating func lower(_ body: [Statement]) throws(HasNone) -> [Statement] {
    var lowered: [Statement] = []
    for (index, statement) in body.enumerated() {
      switch statement {
      case .array(let name, .scalar(.int32), let count):
        arrays.insert(name)
        for piece in VectorPiece.cut(count, widths: widths) {
          let pieces = VectorPiece.cut(count, widths: widths)
          lowered.append(.variable(pieces.name(name, piece), IntegerLanes.type(piece)))
        }
      case .constant(let name, let type, _):
        note(name, type)
        lowered.append(statement)
      case .loop(let loop) where loop.kind == .lanes:
        guard case .integer(let count) = loop.to else { throw HasNone() }
        let all = loop.table == nil ? widths : [translated].compactMap(\.self) + widths
        if target.has(.translateHeld), let table = loop.table, count >= IntegerOperation.translated
        {
          hold(table)
        }
        var lanes = IntegerLanes(
          variable: loop.variable, pieces: VectorPiece.cut(count, widths: all), arrays: arrays,
          scalars: scalars, target: target)
        // Numbers read for this loop alone are read where they are used, to be in registers no longer
        // than needed.
        if index + 1 == body.count || !body[index + 1].isLanes {
          while case .constant(let name, .scalar(.int32), let value)? = lowered.last {
            lanes.numbers.insert((name, value), at: 0)
            lowered.removeLast()
          }
        }
        lowered.append(.block(try lanes.lower(loop.body)))
      case .loop(var loop):
        if let products = QuadLanes(loop, target) {
          lowered += try products.lower(arrays, scalars)
          continue
        }
        // Rounds written out one after the other would read ahead more than registers hold.
        if case .integer = loop.to, loop.body.contains(where: \.isLanes) {
          loop.kind = isPaired(loop) ? .paired : .rolled
        }
        loop.body = try lower(loop.body)
        lowered.append(.loop(loop))
      case .when, .block, .count:
        lowered.append(
          try statement.withBodies { body throws(HasNone) in try lower(body) })
      case .comment, .array, .variable, .assign, .accumulate, .call, .attempt, .record, .deliver:
        var used = UsedNames()
        _ = used.withoutUnusedConstants([statement])
        guard used.variables.isDisjoint(with: arrays) else { throw HasNone() }
        lowered.append(statement)
      }
    }
    return lowered
  }
}

extension Loop {
  /// The table in which it looks up 8-bit integers, if it does nothing else.
  fileprivate var table: Expression? {
    guard body.count == 1, case .assign(_, .apply(let function, let operands)) = body[0],
      function == IntegerFunction.tableAt.rawValue
    else { return nil }
    return operands[0]
  }
}
