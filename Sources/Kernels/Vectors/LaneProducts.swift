import Targets

/// A loop that multiplies numbers of some pixels with rows of weights, for a machine that multiplies
/// by one lane of a vector.
///
/// So many steps of the loop are one then: each pixel's numbers for all of them are read as a vector,
/// and none is copied into all lanes.
struct LaneProducts {
  /// The numbers that the loop reads, and what it does with them.
  private let numbers: [(name: String, base: Expression, index: Expression)]
  private let work: [Loop]
  private let variable: String
  private let lanes: Int
  private let target: Target
  /// The steps of the loop that are done in groups, and those that are left.
  let depth: Int
  let rest: Int

  /// The loop, if it is of that kind: constants that lie side by side, then loops over lanes.
  init?(_ loop: Loop, _ target: Target) {
    guard let vectors = target.vectors.first(where: { $0.multiplyAddLane != nil }),
      loop.from == 0, loop.step == 1, case .integer(let count) = loop.to, count >= vectors.lanes
    else { return nil }
    var numbers: [(name: String, base: Expression, index: Expression)] = []
    var work: [Loop] = []
    var fillsVectors = false
    for statement in loop.body {
      switch statement {
      case .constant(let name, .float, .element(let base, let index)):
        guard work.isEmpty, Expression.element(base, index).isSideBySide(in: loop.variable) else {
          return nil
        }
        numbers.append((name, base, index))
      case .loop(let inner):
        guard inner.kind == .lanes, case .integer(let width) = inner.to else { return nil }
        fillsVectors = fillsVectors || width >= vectors.lanes
        work.append(inner)
      case .comment, .constant, .array, .variable, .assign, .accumulate, .block, .when, .call,
        .attempt,
        .record, .count, .deliver:
        return nil
      }
    }
    guard !numbers.isEmpty, fillsVectors else { return nil }
    self.numbers = numbers
    self.work = work
    self.target = target
    variable = loop.variable
    lanes = vectors.lanes
    rest = count % vectors.lanes
    depth = count - rest
  }

  /// The loop over groups of steps; `arrays` are the lanes of each array of sums.
  func lower(_ arrays: [String: Int]) -> Loop {
    let vectors = numbers.map { number in
      Statement.constant(
        number.name, .vector(lanes),
        .apply(
          VectorName.operation(.load, lanes: lanes), [number.base.advanced(by: number.index)]))
    }
    let steps = (0..<lanes).flatMap { lane in work.map { step($0, lane, arrays) } }
    return Loop(
      variable, to: .integer(depth), step: lanes, kind: .rolled, vectors + steps)
  }

  private func step(_ loop: Loop, _ lane: Int, _ arrays: [String: Int]) -> Statement {
    guard case .integer(let count) = loop.to else {
      preconditionFailure("a loop over an unknown number of lanes")
    }
    let place = ref(variable) + .integer(lane)
    var code = Lanes(
      variable: loop.variable,
      pieces: VectorPiece.cut(count, widths: target.vectors.map(\.lanes)), arrays: arrays,
      registers: target.vectorUnit.registers)
    code.heldLanes = lanes
    code.others[variable] = place
    for number in numbers {
      code.held[number.name] = lane
      // Lanes that fill no vector take the number itself.
      code.others[number.name] =
        number.base[
          number.index.replacing { $0 == .name(variable) ? place : nil }]
    }
    return .block(code.lower(loop.body))
  }
}
