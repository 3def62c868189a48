import IR
import Kernels
import Plan

extension RegionCode {
  /// Makes row `y` of a stage, after what it asks for.
  func row(of index: Int, at y: Expression, _ code: GroupCode) -> [Statement] {
    let stage = code.region.stages[index]
    let node = graph.nodes[stage.node]
    var before: [Statement] = []
    var lookups: [Statement] = [.comment(description(of: stage))]
    var arguments: [Expression] = []
    for (position, access) in graph.access(of: stage.node).enumerated() {
      let operand = node.operands[position]
      let shape = graph.shape(of: operand)
      let end = needed(
        access.space, \.rows, before: y + 1, of: height(of: stage), extent: shape.height)
      before += request(
        position, of: index, endRow: end, endColumn: .integer(shape.width), code)
      let channel = stage.role.readsSlice && !isSliced(operand) ? code.slice : 0
      switch access.space {
      case .same: arguments.append(address(of: operand, row: y, channel: channel))
      case .everything, .single: arguments.append(address(of: operand, row: 0, channel: channel))
      case .window(let window):
        let rows = window.rows
        if rows == AxisWindow(kernel: 1, stride: 1, before: 0) {
          arguments.append(address(of: operand, row: y, channel: channel))
        } else {
          lookups += lookup(rows, of: operand, for: y, height(of: stage), channel)
          arguments += [ref("rows"), ref("first"), ref("last")]
        }
      }
    }
    if let start = code.calls[index].weights {
      arguments.append(ref("weights").advanced(by: start))
    }
    let channel = stage.role.makesSlice && !isSliced(node.result) ? code.slice : 0
    let destination = address(of: node.result, row: y, channel: channel)
    arguments.append(destination)
    return before + lookups + [.call(code.calls[index].function, arguments)]
      + traced(
        stage, code, row: y, column: 0, .integer(graph.shape(of: node.result).width),
        at: destination)
  }

  /// Fills `rows` with the rows of the window of output row `y`, `first` and `last` with the taps
  /// that lie inside the image.
  private func lookup(
    _ window: AxisWindow, of operand: ValueID, for y: Expression, _ outputHeight: Int,
    _ channel: Expression
  ) -> [Statement] {
    let height = graph.shape(of: operand).height
    let start = y * .integer(window.stride)
    let isCutAbove = window.before > 0
    let isCutBelow =
      (outputHeight - 1) * window.stride - window.before + window.kernel > height
    let first: Expression = isCutAbove ? .excess(of: .integer(window.before), over: start) : 0
    let last: Expression =
      isCutBelow
      ? .least(.integer(height + window.before) - start, .integer(window.kernel))
      : .integer(window.kernel)
    let row = start + ref("t") - .integer(window.before)
    return [
      .array("rows", .source, count: window.kernel),
      .constant("first", .index, first),
      .constant("last", .index, last),
      .loop(
        Loop(
          "t", from: ref("first"), to: ref("last"),
          [.assign(ref("rows")[ref("t")], address(of: operand, row: row, channel: channel))])),
    ]
  }

  /// Tells the trace of pixels that lie side by side, if they are finished.
  func traced(
    _ stage: Stage, _ code: GroupCode, row: Expression, column: Expression, _ count: Expression,
    at destination: Expression
  ) -> [Statement] {
    guard let trace, let position = graph.order.firstIndex(of: stage.node) else { return [] }
    let isFinished = stage.role != .reduces || code.group.passes.allSatisfy(\.isLast)
    guard isFinished else { return [] }
    let channels = graph.shape(of: graph.nodes[stage.node].result).channels
    let isPart = stage.role.makesSlice
    return [
      .call(
        trace,
        [
          .integer(position), row, column, count, isPart ? code.slice : 0,
          .integer(isPart ? code.group.width : channels),
          .integer(plan.pitch(of: graph.nodes[stage.node].result)), destination,
        ])
    ]
  }
}
