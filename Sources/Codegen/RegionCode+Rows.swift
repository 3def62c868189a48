import IR
import Kernels
import Plan

extension RegionCode {
  /// Makes row `y` of a stage, after what it asks for.
  func row(of index: Int, at y: Expression, _ part: PartCode) -> [Statement] {
    let stage = part.region.stages[index]
    let node = graph.nodes[stage.node]
    let width = graph.shape(of: node.result).width
    var before = bands(ofOperandsOf: index, at: y, lastRow: y, part)
    var lookups: [Statement] = []
    var arguments: [Expression] = []
    for (position, access) in graph.access(of: stage.node).enumerated() {
      let operand = node.operands[position]
      let band = band(ofOperand: position, of: index, part)
      before += request(
        position, of: index, lastRow: y, lastColumn: .integer(width - 1), part)
      let channel = stage.role.readsSlice && !isSliced(operand) ? part.slice : 0
      switch access.space {
      case .same:
        arguments.append(address(of: operand, row: y, band: band, channel: channel))
      case .everything, .single:
        arguments.append(address(of: operand, row: 0, band: band, channel: channel))
      case .window(let window):
        let rows = window.rows
        if rows == AxisWindow(kernel: 1, stride: 1, before: 0) {
          arguments.append(address(of: operand, row: y, band: band, channel: channel))
        } else {
          let lookup = lookup(rows, of: operand, band, for: y, height(of: stage), channel)
          lookups += lookup.statements
          arguments += lookup.arguments
        }
      }
    }
    if part.calls[index].takes.contains("y") { arguments.append(y) }
    if let weights = part.weights(of: index) { arguments.append(weights) }
    let channel = stage.role.makesSlice && !isSliced(node.result) ? part.slice : 0
    let destination = address(of: node.result, row: y, channel: channel)
    if let factors = part.factors(of: index) { arguments.append(factors) }
    if part.calls[index].takes.contains("sums") {
      let row = part.region.splitsInside ? 0 : y
      arguments.append(sums(of: node.result, from: row * .integer(width)))
    }
    if part.calls[index].takes.contains("output") { arguments.append(destination) }
    if let ring = plan.interleavedRing(of: node.result, target) { arguments.append(y % ring.rows) }
    arguments += part.ahead(of: index, row: y, of: height(of: stage))
    let made = before + lookups + [.call(part.calls[index].function.name, arguments)]
    guard trace != nil, plan.makesMapAtOnce(stage, target) else {
      return made + traced(stage, part, row: y, column: 0, .integer(width), at: destination)
    }
    return made
      + loop("y", to: graph.shape(of: node.result).height) { y in
        traced(
          stage, part, row: y, column: 0, .integer(width),
          at: address(of: node.result, row: y, channel: channel))
      }
  }

  /// Fills `rows` with the rows of the window of output row `y`, from the first to the last tap that
  /// lies inside the image.
  private func lookup(
    _ window: AxisWindow, of operand: ValueID, _ band: Expression?, for y: Expression,
    _ outputHeight: Int, _ channel: Expression
  ) -> (statements: [Statement], arguments: [Expression]) {
    let height = graph.shape(of: operand).height
    let start = y * .integer(window.stride)
    let dilation = window.dilation
    let isCutAbove = window.before > 0
    let isCutBelow =
      (outputHeight - 1) * window.stride - window.before + window.reach > height
    var statements: [Statement] = [
      .array("rows", .pointer(scalar(of: operand)), count: window.kernel)
    ]
    func named(_ name: String, _ value: Expression) -> Expression {
      if case .integer = value { return value }
      statements.append(.constant(name, .index, value))
      return ref(name)
    }
    let first = named(
      "first",
      isCutAbove
        ? .excess(of: .integer(window.before + dilation - 1), over: start) / .integer(dilation) : 0)
    let last = named(
      "last",
      isCutBelow
        ? .least(
          (.integer(height + window.before + dilation - 1) - start) / .integer(dilation),
          .integer(window.kernel))
        : .integer(window.kernel))
    if let ring = plan.interleavedRing(of: operand, target) {
      // Where the first row of the window is, or would be above the image.
      let turn = (start + .integer(ring.rows - window.before % ring.rows)) % ring.rows
      return (
        Array(statements.dropFirst()),
        [address(of: operand, row: 0, channel: channel), turn, first, last]
      )
    }
    let row = start + ref("t") * .integer(dilation) - .integer(window.before)
    statements.append(
      .loop(
        Loop(
          "t", from: first, to: last,
          [
            .assign(
              ref("rows")[ref("t")],
              address(of: operand, row: row, band: band, channel: channel))
          ])))
    return (statements, [ref("rows"), first, last])
  }

  /// Tells the trace of pixels that lie side by side, if they are finished.
  func traced(
    _ stage: Stage, _ part: PartCode, row: Expression, column: Expression, _ count: Expression,
    at destination: Expression
  ) -> [Statement] {
    guard let trace, let position = graph.order.firstIndex(of: stage.node) else { return [] }
    let isFinished = stage.role != .reduces || part.part.passes.allSatisfy(\.isLast)
    guard isFinished else { return [] }
    let channels = graph.shape(of: graph.nodes[stage.node].result).channels
    let isPart = stage.role.makesSlice
    let result = graph.nodes[stage.node].result
    let bytes = graph.type(of: result).elementType.byteCount
    func told(
      _ first: Expression, _ channels: Int, pitch: Int, at destination: Expression
    ) -> Statement {
      .call(
        trace,
        [
          .integer(position), row, column, count, first, .integer(channels),
          .integer(pitch * bytes), .integer(bytes),
          .integer(plan.isRaised(result, target) ? 128 : 0), destination,
        ])
    }
    if let ring = plan.interleavedRing(of: result, target) {
      let width = graph.shape(of: result).width
      return InterleavedRing.groups(of: channels).map { group in
        told(
          .integer(group.lowerBound), group.count, pitch: ring.rows * group.count,
          at: destination.advanced(
            by: row % ring.rows * .integer(group.count)
              + .integer(group.lowerBound * ring.rows * width)))
      }
    }
    return [
      told(
        isPart ? part.slice : 0, isPart ? part.part.width : channels, pitch: plan.pitch(of: result),
        at: destination)
    ]
  }
}
