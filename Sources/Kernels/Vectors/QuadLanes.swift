import Targets

/// A loop that multiplies fours of some pixels with rows of weights, for a machine that multiplies by one
/// lane of a vector.
///
/// Four steps of the loop are one then: each pixel's fours for all of them are read as a vector, and none
/// is copied into all lanes. What is left of the steps takes the last lanes of the last vector there is.
struct QuadLanes {
  /// The fours that the loop reads, and what it does with them.
  private let fours: [(name: String, base: Expression, distance: Expression)]
  private let work: [Loop]
  private let variable: String
  private let lanes: Int
  private let count: Int
  private let target: Target

  /// The loop, if it is of that kind: fours that lie side by side, then loops over lanes.
  init?(_ loop: Loop, _ target: Target) {
    guard let vectors = target.integers.first(where: { $0[.addSignedQuadLane] != nil }),
      loop.from == 0, loop.step == 1, case .integer(let count) = loop.to, count >= vectors.lanes
    else { return nil }
    var fours: [(name: String, base: Expression, distance: Expression)] = []
    var work: [Loop] = []
    for statement in loop.body {
      switch statement {
      case .constant(
        let name, .scalar(.int32),
        .apply(IntegerFunction.quadAt.rawValue, let operands)):
        guard work.isEmpty, case .advanced(let base, let distance) = operands[0],
          !base.mentions(loop.variable), distance.growth(with: loop.variable) == 4
        else { return nil }
        fours.append((name, base, distance))
      case .loop(let inner) where inner.kind == .lanes: work.append(inner)
      case .comment, .constant, .array, .variable, .assign, .accumulate, .block, .loop, .when,
        .call,
        .attempt, .record, .count, .deliver:
        return nil
      }
    }
    guard !fours.isEmpty, !work.isEmpty else { return nil }
    (self.fours, self.work, self.count, self.target) = (fours, work, count, target)
    variable = loop.variable
    lanes = vectors.lanes
  }

  /// The loop over groups of steps, and the steps that are left.
  func lower(
    _ arrays: Set<String>, _ scalars: [String: Scalar]
  ) throws(IntegerVectoriser.HasNone) -> [Statement] {
    let rest = count % lanes
    let first = ref(variable)
    var lowered: [Statement] = [
      .loop(
        Loop(
          variable, to: .integer(count - rest), step: lanes, kind: .rolled,
          vectors(first) + (try steps(0..<lanes, first, arrays, scalars))))
    ]
    if rest > 0 {
      let last: Expression = .integer(count - lanes)
      lowered.append(
        .block(vectors(last) + (try steps(lanes - rest..<lanes, last, arrays, scalars))))
    }
    return lowered
  }

  /// The fours of each pixel from a step on.
  private func vectors(_ first: Expression) -> [Statement] {
    fours.map { four in
      .constant(
        four.name, .integerVector(lanes),
        .apply(VectorName.integers(.quads, lanes: lanes), [place(four, first)]))
    }
  }

  private func place(
    _ four: (name: String, base: Expression, distance: Expression), _ step: Expression
  ) -> Expression {
    four.base.advanced(
      by: four.distance.replacing { $0 == .name(variable) ? step : nil })
  }

  /// One vector of weights after the other with all pixels, so that few of them are in registers.
  private func steps(
    _ steps: Range<Int>, _ first: Expression, _ arrays: Set<String>, _ scalars: [String: Scalar]
  ) throws(IntegerVectoriser.HasNone) -> [Statement] {
    var lowered: [Statement] = []
    for lane in steps {
      let step = first + .integer(lane)
      for loop in work {
        guard case .integer(let count) = loop.to else { throw IntegerVectoriser.HasNone() }
        let pieces = VectorPiece.cut(count, widths: target.integers.map(\.lanes))
        for piece in pieces {
          var code = IntegerLanes(
            variable: loop.variable, pieces: pieces, arrays: arrays, scalars: scalars,
            target: target)
          code.only = piece
          code.others[variable] = step
          for four in fours {
            code.held[four.name] = lane
            // Lanes that fill no vector take the four itself.
            code.others[four.name] = IntegerFunction.quadAt(place(four, step))
          }
          lowered.append(.block(try code.lower(loop.body)))
        }
      }
    }
    return lowered
  }
}
