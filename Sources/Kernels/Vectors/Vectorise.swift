import Targets

extension Function {
  /// The function with the vectors of a machine in place of its loops over lanes.
  ///
  /// Arrays of sums become variables that stay in registers, whatever a compiler makes of loops. Lanes
  /// that fill no vector are computed one by one.
  package func vectorised(for target: Target) -> Function {
    var copy = self
    if isOfFloats {
      var vectors = Vectoriser(target)
      copy.body = vectors.lower(body)
    } else {
      var vectors = IntegerVectoriser(target, self)
      if let lowered = try? vectors.lower(body) {
        copy.body = vectors.tableReads + SaturatedStores(target).joined(lowered)
      }
    }
    return copy
  }
}

/// Turns loops over lanes into vectors.
struct Vectoriser {
  let target: Target
  let widths: [Int]
  /// The lanes of each array of sums.
  private var arrays: [String: Int] = [:]

  init(_ target: Target) {
    self.target = target
    widths = target.vectors.map(\.lanes)
  }

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
          numbers: numbers.reversed(), registers: target.vectorUnit.registers)
        let isAlone = declaredNames(loop.body[...]).allSatisfy { names[$0] == 1 }
        lowered += isAlone ? lanes.lower(loop.body) : [.block(lanes.lower(loop.body))]
      case .loop(var loop):
        if let products = LaneProducts(loop, target) {
          lowered.append(.loop(products.lower(arrays)))
          guard products.rest > 0 else { continue }
          loop.from = .integer(products.depth)
        }
        // Rounds written out one after the other would read ahead more than registers hold.
        if case .integer = loop.to, loop.body.contains(where: \.isLanes) { loop.kind = .rolled }
        lowered.append(Statement.loop(loop).withBodies { lower($0) })
      case .comment, .constant, .array, .variable, .assign, .accumulate, .call, .attempt, .record,
        .deliver, .when, .block, .count:
        lowered.append(statement.withBodies { lower($0) })
      }
    }
    return lowered
  }
}

extension Statement {
  var isLanes: Bool {
    if case .loop(let loop) = self { loop.kind == .lanes } else { false }
  }
}
