import IR
import Kernels
import Plan

extension RegionCode {
  /// The code of all steps of a region on the slices of a group.
  func steps(_ code: GroupCode) -> [Statement] {
    let region = code.region
    guard region.isPulled else {
      return region.stages.indices.flatMap { stage -> [Statement] in
        let height = height(of: region.stages[stage])
        let rows = loop("y", to: height) { row(of: stage, at: $0, code) }
        // A single row stands outside of a loop; it keeps its names to itself.
        return height == 1 ? [.block(rows)] : rows
      }
    }
    let driver = region.stages.count - 1
    let counted = Set(code.order.makers.values).union(code.order.drained).subtracting([driver])
    let counters = counted.sorted().map { Statement.counter(madeName($0, region)) }
    let name = region.stages[driver].grain == nil ? "y" : "step"
    let pulled = loop(name, to: code.spans[driver].count) { step(of: driver, at: $0, code) }
    let drained = code.order.drained.flatMap { ask($0, upTo: code.spans[$0].count, code) }
    return counters + pulled + drained
  }

  private func step(of stage: Int, at number: Expression, _ code: GroupCode) -> [Statement] {
    if code.region.stages[stage].gathers { return gather(in: stage, at: number, code) }
    return code.region.stages[stage].grain == nil
      ? row(of: stage, at: number, code) : tile(of: stage, at: number, code)
  }

  // MARK: Requests

  /// Runs steps of a stage until so many are done.
  private func ask(_ stage: Int, upTo count: Expression, _ code: GroupCode) -> [Statement] {
    let name = madeName(stage, code.region)
    return advance(name, to: count, step(of: stage, at: ref(name), code))
  }

  /// Counts on to a number, which gets a name of its own where it takes some work.
  private func advance(
    _ counter: String, to count: Expression, _ body: [Statement]
  ) -> [Statement] {
    guard count.isWorkOfItsOwn else { return [.advance(counter, to: count, body)] }
    let end = "end_of_" + counter
    return [.constant(end, .index, count), .advance(counter, to: ref(end), body)]
  }

  /// Has rows of an input delivered until so many are there.
  func deliver(_ input: Int, upTo count: Expression) -> [Statement] {
    let name = deliveredName(input)
    let place = address(of: graph.inputs[input], row: ref(name), channel: 0)
    return advance(
      name, to: count,
      [
        .deliver(
          callback: rowName(input), context: contextName(input), row: ref(name), to: place)
      ])
  }

  /// Asks for what a step needs of an operand: everything above a row and left of a column of it.
  func request(
    _ operand: Int, of stage: Int, endRow: Expression, endColumn: Expression, _ code: GroupCode
  ) -> [Statement] {
    let request = PullOrder.Request(stage: stage, operand: operand)
    if let maker = code.order.makers[request] {
      let span = code.spans[maker]
      if code.region.stages[maker].gathers { return ask(maker, upTo: span.count, code) }
      let count = span.isOfRows ? endRow : span.stepsUntil(endRow: endRow, endColumn: endColumn)
      return ask(maker, upTo: count, code)
    }
    if let delivery = code.order.deliveries[request] {
      return deliver(code.region.deliveries[delivery], upTo: endRow)
    }
    return []
  }

  /// The row, or column, of an operand behind the last that is needed for outputs before `end` of
  /// so many.
  func needed(
    _ space: SpatialAccess, _ axis: (Window) -> AxisWindow, before end: Expression, of count: Int,
    extent: Int
  ) -> Expression {
    switch space {
    case .same: return end
    case .everything: return .integer(extent)
    case .single: return 1
    case .window(let window):
      let axis = axis(window)
      let reach = axis.kernel - axis.before
      // (end - 1) * stride + reach, without going below 0 on the way.
      let behind =
        reach >= axis.stride
        ? end * .integer(axis.stride) + .integer(reach - axis.stride)
        : (end - 1) * .integer(axis.stride) + .integer(reach)
      if case .integer(let behind) = behind { return .integer(min(behind, extent)) }
      let isCut = (count - 1) * axis.stride + reach > extent
      return isCut ? .least(behind, .integer(extent)) : behind
    }
  }
}

extension Expression {
  /// Whether it is better worked out once, outside of the head of a loop.
  fileprivate var isWorkOfItsOwn: Bool {
    switch self {
    case .select: true
    case .binary(let op, let a, let b): op == .divide || a.isWorkOfItsOwn || b.isWorkOfItsOwn
    case .integer, .float, .name, .element, .advanced: false
    }
  }
}
