import IR
import Kernels
import Plan

extension RegionCode {
  /// Makes a tile of a stage, after what it asks for: fills tables with pointers to its pixels and
  /// hands them to a kernel.
  func tile(of index: Int, at number: Expression, _ code: GroupCode) -> [Statement] {
    let stage = code.region.stages[index]
    let node = graph.nodes[stage.node]
    let shape = graph.shape(of: node.result)
    let (bounds, tile) = bounds(of: index, at: number, code)
    var before = bounds
    for (position, access) in graph.access(of: stage.node).enumerated() {
      let operand = graph.shape(of: node.operands[position])
      before += request(
        position, of: index,
        endRow: needed(
          access.space, \.rows, before: tile.endRow, of: shape.height, extent: operand.height),
        endColumn: needed(
          access.space, \.columns, before: tile.endColumn, of: shape.width, extent: operand.width),
        code)
    }
    let call = window(of: stage) == nil ? pixels : windows
    return before + [.block([.comment(description(of: stage))] + call(index, tile, code))]
  }

  /// Takes up a tile or a row of an operand, after asking for it.
  func gather(in index: Int, at number: Expression, _ code: GroupCode) -> [Statement] {
    let stage = code.region.stages[index]
    let node = graph.nodes[stage.node]
    let (bounds, tile) = bounds(of: index, at: number, code)
    let asked = request(0, of: index, endRow: tile.endRow, endColumn: tile.endColumn, code)
    let grain = code.spans[index].grain
    let destination = address(of: node.result, row: 0, channel: 0)
    let operand = pixel(of: node.operands[0], channel: 0, code)
    let body: [Statement] = [
      .comment(description(of: stage)),
      .array("pixels", .source, count: grain.rows * grain.columns),
      tile.loop { [.assign(ref("pixels")[$2], operand($0, $1))] },
      .call(
        code.calls[index].function, [ref("pixels"), tile.count, number, destination]),
    ]
    return bounds + asked
      + [
        .block(
          body + traced(stage, code, row: 0, column: 0, 1, at: destination))
      ]
  }

  // MARK: The pixels of a tile

  /// The pixels that a step makes.
  private struct Tile {
    let row: Expression
    let endRow: Expression
    let column: Expression
    let endColumn: Expression

    var width: Expression { endColumn - column }
    var count: Expression {
      endRow == row + 1 ? width : (endRow - row) * width
    }

    /// A loop over the rows.
    func rows(_ body: (_ row: Expression) -> [Statement]) -> [Statement] {
      if endRow == row + 1 { return body(row) }
      return [.loop(Loop("r", from: row, to: endRow, body(ref("r"))))]
    }

    /// A loop over the columns, told how many pixels of the row came before.
    func columns(_ body: (_ column: Expression, _ index: Expression) -> [Statement]) -> Statement {
      .loop(Loop("c", from: column, to: endColumn, body(ref("c"), ref("c") - column)))
    }

    /// A loop over all pixels, told how many came before.
    func loop(
      _ body: (_ row: Expression, _ column: Expression, _ index: Expression) -> [Statement]
    ) -> Statement {
      let loops = rows { row in
        [columns { body(row, $0, row == self.row ? $1 : (row - self.row) * width + $1) }]
      }
      return loops[0]
    }
  }

  /// The constants that say which pixels a step makes, named after the stage.
  private func bounds(
    of index: Int, at number: Expression, _ code: GroupCode
  ) -> (statements: [Statement], tile: Tile) {
    let span = code.spans[index]
    let name = stageName(index, code.region)
    var statements: [Statement] = []
    func named(_ word: String, _ value: Expression) -> Expression {
      switch value {
      case .integer, .name: return value
      case .float, .element, .advanced, .binary, .select:
        statements.append(.constant("\(word)_\(name)", .index, value))
        return ref("\(word)_\(name)")
      }
    }
    let rows = span.rows(of: number)
    let columns = span.columns(of: number)
    let row = named("row", rows.first)
    let endRow = span.grain.rows == 1 ? row + 1 : named("end_row", rows.end)
    let column = named("column", columns.first)
    let endColumn = named("end_column", columns.end)
    return (
      statements, Tile(row: row, endRow: endRow, column: column, endColumn: endColumn)
    )
  }

  /// How to reach the pixels of a value from a region.
  private func pixel(
    of value: ValueID, channel: Expression, _ code: GroupCode
  ) -> (_ row: Expression, _ column: Expression) -> Expression {
    var first: Expression = 0
    if code.region.stripes != nil,
      let maker = code.region.stages.firstIndex(where: { graph.nodes[$0.node].result == value })
    {
      first = code.spans[maker].columns.first
    }
    return { address(of: value, row: $0, column: $1, from: first, channel: channel) }
  }

  private func operandPixel(
    _ position: Int, of stage: Stage, _ code: GroupCode
  ) -> (_ row: Expression, _ column: Expression) -> Expression {
    let operand = graph.nodes[stage.node].operands[position]
    let channel = stage.role.readsSlice && !isSliced(operand) ? code.slice : 0
    return pixel(of: operand, channel: channel, code)
  }

  private func resultPixel(
    of stage: Stage, _ code: GroupCode
  ) -> (_ row: Expression, _ column: Expression) -> Expression {
    let result = graph.nodes[stage.node].result
    return pixel(
      of: result, channel: stage.role.makesSlice && !isSliced(result) ? code.slice : 0, code)
  }

  // MARK: Ops of single pixels

  private func pixels(_ index: Int, _ tile: Tile, _ code: GroupCode) -> [Statement] {
    let stage = code.region.stages[index]
    let grain = code.spans[index].grain
    let result = resultPixel(of: stage, code)
    let most = grain.rows * grain.columns
    let access = graph.access(of: stage.node)
    var arrays: [Statement] = []
    var fill: [(Expression, Expression, Expression) -> Statement] = []
    var arguments: [Expression] = []
    for position in access.indices {
      let operand = operandPixel(position, of: stage, code)
      guard access[position].space != .single else {
        arguments.append(operand(0, 0))
        continue
      }
      let name = access.count == 1 || access[1].space == .single ? "pixels" : "pixels\(position)"
      arrays.append(.array(name, .source, count: most))
      fill.append { .assign(ref(name)[$2], operand($0, $1)) }
      arguments.append(ref(name))
    }
    arrays.append(.array("places", .destination, count: most))
    fill.append { .assign(ref("places")[$2], result($0, $1)) }
    arguments.append(tile.count)
    if let start = code.calls[index].weights {
      arguments.append(ref("weights").advanced(by: start))
    }
    arguments.append(ref("places"))
    var traces: [Statement] = []
    if trace != nil {
      traces.append(
        tile.loop { row, column, pixel in
          traced(stage, code, row: row, column: column, 1, at: ref("places")[pixel])
        })
    }
    return arrays + [tile.loop { row, column, pixel in fill.map { $0(row, column, pixel) } }]
      + [.call(code.calls[index].function, arguments)] + traces
  }

  // MARK: Ops with windows

  /// The window of an op that looks at more than the same pixel.
  private func window(of stage: Stage) -> Window? {
    guard let access = graph.access(of: stage.node).first, case .window(let window) = access.space
    else { return nil }
    let pixel = AxisWindow(kernel: 1, stride: 1, before: 0)
    return window.rows == pixel && window.columns == pixel ? nil : window
  }

  /// The elements of a pixel of zeros that a stage may need.
  func zerosNeeded(by stage: Stage) -> Int {
    guard let window = window(of: stage) else { return 0 }
    let node = graph.nodes[stage.node]
    let (input, output) = (graph.shape(of: node.operands[0]), graph.shape(of: node.result))
    let isInside =
      window.rows.staysInside(input.height, outputs: output.height)
      && window.columns.staysInside(input.width, outputs: output.width)
    return isInside ? 0 : input.channels
  }

  private func windows(_ index: Int, _ tile: Tile, _ code: GroupCode) -> [Statement] {
    let stage = code.region.stages[index]
    guard let window = window(of: stage) else { return [] }
    let node = graph.nodes[stage.node]
    let (input, output) = (graph.shape(of: node.operands[0]), graph.shape(of: node.result))
    let columns = code.spans[index].grain.columns
    let span = (columns - 1) * window.columns.stride + window.columns.kernel
    let operand = operandPixel(0, of: stage, code)
    let result = resultPixel(of: stage, code)
    let (y, x) = (ref("input_row"), ref("input_column"))
    var place = operand(y, x)
    if !window.columns.staysInside(input.width, outputs: output.width) {
      place = .select(x.isLess(than: .integer(input.width)), then: place, otherwise: ref("zeros"))
    }
    if !window.rows.staysInside(input.height, outputs: output.height) {
      place = .select(y.isLess(than: .integer(input.height)), then: place, otherwise: ref("zeros"))
    }
    return tile.rows { row in
      // Numbers without a sign: what lies above or left of the image is larger than the image.
      let top = row * .integer(window.rows.stride)
      let left = tile.column * .integer(window.columns.stride)
      let lookup = loop("i", to: window.rows.kernel) { i in
        [.constant("input_row", .index, top + i - .integer(window.rows.before))]
          + loop("j", to: span) { j in
            [
              .constant("input_column", .index, left + j - .integer(window.columns.before)),
              .assign(ref("pixels")[i * .integer(span) + j], place),
            ]
          }
      }
      var arguments = [ref("pixels"), tile.width]
      if let start = code.calls[index].weights {
        arguments.append(ref("weights").advanced(by: start))
      }
      arguments.append(ref("places"))
      return [
        .array("pixels", .source, count: window.rows.kernel * span),
        .array("places", .destination, count: columns),
      ] + (window.rows.kernel == 1 ? [.block(lookup)] : lookup) + [
        tile.columns { [.assign(ref("places")[$1], result(row, $0))] },
        .call(code.calls[index].function, arguments),
      ]
        + (trace == nil
          ? []
          : [
            tile.columns {
              traced(stage, code, row: row, column: $0, 1, at: ref("places")[$1])
            }
          ])
    }
  }
}

extension AxisWindow {
  /// Whether no window of so many outputs reaches beyond an input.
  fileprivate func staysInside(_ extent: Int, outputs: Int) -> Bool {
    before == 0 && (outputs - 1) * stride + kernel <= extent
  }
}
