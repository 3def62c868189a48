import IR
import Kernels
import Plan

extension RegionCode {
  /// Makes a tile of a stage, after what it asks for: fills tables with pointers to its pixels and
  /// hands them to a kernel.
  func tile(of index: Int, at number: Expression, _ part: PartCode) -> [Statement] {
    let stage = part.region.stages[index]
    let tile = StepTile(number, part.spans[index])
    let requests = graph.access(of: stage.node).indices.flatMap {
      request($0, of: index, lastRow: tile.lastRow, lastColumn: tile.lastColumn, part)
    }
    let bands = bands(ofOperandsOf: index, at: number, lastRow: tile.lastRow, part)
    let own: [Statement] =
      part.spans[index].grain.rowsAgain == 0
      ? [] : [.constant("to_band", .index, part.spans[index].band(of: number))]
    let call = window(of: stage) == nil ? pixels : windows
    return tile.constants + bands + requests + own + call(index, tile, part)
  }

  /// Takes up a tile or a row of an operand, after asking for it.
  func gather(in index: Int, at number: Expression, _ part: PartCode) -> [Statement] {
    let stage = part.region.stages[index]
    let node = graph.nodes[stage.node]
    let span = part.spans[index]
    let tile = StepTile(number, span)
    let destination = address(of: node.result, row: 0, channel: 0)
    let operand = operandPixels(0, of: index, name: "from", part)
    let planes = planes(ofOperand: 0, of: stage, part)
    return tile.constants
      + bands(ofOperandsOf: index, at: number, lastRow: tile.lastRow, part)
      + request(0, of: index, lastRow: tile.lastRow, lastColumn: tile.lastColumn, part)
      + [
        .array(
          "pixels", .pointer(scalar(of: node.operands[0])),
          count: span.grain.bandRows * span.grain.columns * planes)
      ]
      + tile.loop { row, column, pixel in
        let (constants, address) = operand(row, column)
        return constants
          + put(address, into: "pixels", at: pixel, planes: planes, of: node.operands[0])
      }
      + [
        .call(
          part.calls[index].function.name,
          [ref("pixels"), tile.count, number]
            + (part.calls[index].takes.contains("sums") ? [sums(of: node.result, from: 0)] : [])
            + [destination])
      ] + traced(stage, part, row: 0, column: 0, 1, at: destination)
  }

  // MARK: Pixels

  private typealias PixelAddress =
    (_ row: Expression, _ column: Expression) -> (constants: [Statement], address: Expression)

  /// How to reach the pixels of a value from a region.
  private func pixels(
    of value: ValueID, band: Expression?, channel: Expression, name: String, _ part: PartCode
  ) -> PixelAddress {
    var first: Expression = 0
    if part.region.stripes != nil, let maker = part.maker(of: value, in: graph) {
      first = part.spans[maker].columns.first
    }
    return pixels(of: value, from: first, band: band, channel: channel, name: name)
  }

  private func operandPixels(
    _ position: Int, of index: Int, name: String, _ part: PartCode
  ) -> PixelAddress {
    let stage = part.region.stages[index]
    let operand = graph.nodes[stage.node].operands[position]
    let channel = stage.role.readsSlice && !isSliced(operand) ? part.slice : 0
    let band = band(ofOperand: position, of: index, part)
    return pixels(of: operand, band: band, channel: channel, name: name, part)
  }

  private func resultPixels(of index: Int, _ part: PartCode) -> PixelAddress {
    let stage = part.region.stages[index]
    let result = graph.nodes[stage.node].result
    let channel = stage.role.makesSlice && !isSliced(result) ? part.slice : 0
    let band = part.spans[index].grain.rowsAgain > 0 ? ref("to_band") : nil
    return pixels(of: result, band: band, channel: channel, name: "to", part)
  }

  // MARK: Ops of single pixels

  private func pixels(_ index: Int, _ tile: StepTile, _ part: PartCode) -> [Statement] {
    let stage = part.region.stages[index]
    let grain = part.spans[index].grain
    let access = graph.access(of: stage.node)
    let tables = access.indices.filter { access[$0].space != .single }
    var arrays: [Statement] = []
    var arguments: [Expression] = []
    var fills: [(_ row: Expression, _ column: Expression, _ pixel: Expression) -> [Statement]] = []
    for position in access.indices {
      guard tables.contains(position) else {
        let scale = operandPixels(position, of: index, name: "single", part)(0, 0)
        arrays += scale.constants
        arguments.append(scale.address)
        continue
      }
      let suffix = tables.count == 1 ? "" : "\(position)"
      let name = "pixels" + suffix
      let planes = planes(ofOperand: position, of: stage, part)
      let value = graph.nodes[stage.node].operands[position]
      arrays.append(
        .array(
          name, .pointer(scalar(of: value)), count: grain.bandRows * grain.columns * planes))
      let operand = operandPixels(position, of: index, name: "from" + suffix, part)
      fills.append { row, column, pixel in
        let (constants, address) = operand(row, column)
        return constants + put(address, into: name, at: pixel, planes: planes, of: value)
      }
      arguments.append(ref(name))
    }
    let takes = part.calls[index].takes
    let value = graph.nodes[stage.node].result
    let count = grain.bandRows * grain.columns
    if takes.contains("sums") {
      arrays.append(.array("sums_of", .place(.int32), count: count))
      fills.append { row, column, pixel in
        let place = row * .integer(graph.shape(of: value).width) + column
        return [.assign(ref("sums_of")[pixel], sums(of: value, from: place))]
      }
    }
    if takes.contains("places") {
      arrays.append(.array("places", .place(scalar(of: value)), count: count))
      let result = resultPixels(of: index, part)
      fills.append { row, column, pixel in
        let (constants, address) = result(row, column)
        return constants + [.assign(ref("places")[pixel], address)]
      }
    }
    arguments.append(tile.count)
    if let weights = part.weights(of: index) { arguments.append(weights) }
    if let factors = part.factors(of: index) { arguments.append(factors) }
    if takes.contains("sums") { arguments.append(ref("sums_of")) }
    if takes.contains("places") { arguments.append(ref("places")) }
    let fill = tile.loop { row, column, pixel in
      fills.flatMap { $0(row, column, pixel) }
    }
    let traces =
      trace == nil
      ? []
      : tile.loop { row, column, pixel in
        traced(stage, part, row: row, column: column, 1, at: ref("places")[pixel])
      }
    return arrays + fill + [.call(part.calls[index].function.name, arguments)] + traces
  }

  // MARK: Ops with windows

  /// The window of an op that looks at more than the same pixel.
  private func window(of stage: Stage) -> Window? {
    guard let access = graph.access(of: stage.node).first, case .window(let window) = access.space
    else { return nil }
    let pixel = AxisWindow(kernel: 1, stride: 1, before: 0)
    return window.rows == pixel && window.columns == pixel ? nil : window
  }

  /// What a stage sees outside of an image.
  func outsidePixel(of stage: Stage) -> OutsidePixel {
    let node = graph.nodes[stage.node]
    let quantization = graph.type(of: node.operands[0]).quantization
    guard let quantization else {
      if case .maxPool2D = node.op { return .least }
      return .zeros
    }
    var zero = quantization.zeroPoint
    if case .maxPool2D = node.op { zero = -128 }
    let isUnsigned = plan.isUnsigned(node.operands[0], target)
    // The same bits as those of the unsigned integer.
    return .integers(isUnsigned ? Int(Int8(truncatingIfNeeded: zero + 128)) : zero)
  }

  /// The elements of such a pixel that a stage may need.
  func outsideNeeded(by stage: Stage) -> Int {
    guard let window = window(of: stage) else { return 0 }
    let node = graph.nodes[stage.node]
    let (input, output) = (graph.shape(of: node.operands[0]), graph.shape(of: node.result))
    return window.staysInside(input, outputs: output) ? 0 : input.channels
  }

  private func windows(_ index: Int, _ tile: StepTile, _ part: PartCode) -> [Statement] {
    let stage = part.region.stages[index]
    guard let window = window(of: stage) else { return [] }
    let node = graph.nodes[stage.node]
    let columns = part.spans[index].grain.columns
    let table = window.columns.table(of: columns)
    let result = resultPixels(of: index, part)
    let planes = planes(ofOperand: 0, of: stage, part)
    var arguments = [ref("pixels"), tile.width]
    if let weights = part.weights(of: index) { arguments.append(weights) }
    if let factors = part.factors(of: index) { arguments.append(factors) }
    arguments.append(ref("places"))
    return tile.rows { row in
      let lookup = lookup(window, table, of: index, row: row, column: tile.column, part)
      let places = tile.columns { column, pixel in
        let (constants, address) = result(row, column)
        return constants + [.assign(ref("places")[pixel], address)]
      }
      let traces =
        trace == nil
        ? []
        : tile.columns { column, pixel in
          traced(stage, part, row: row, column: column, 1, at: ref("places")[pixel])
        }
      return [
        .array(
          "pixels", .pointer(scalar(of: node.operands[0])),
          count: window.rows.kernel * table.count * planes),
        .array("places", .place(scalar(of: node.result)), count: columns),
      ] + lookup + places + [.call(part.calls[index].function.name, arguments)] + traces
    }
  }

  /// Fills `pixels` with what the windows of a row of pixels see: a table for each of their rows.
  private func lookup(
    _ window: Window, _ table: TapTable, of index: Int, row: Expression, column: Expression,
    _ part: PartCode
  ) -> [Statement] {
    let stage = part.region.stages[index]
    let node = graph.nodes[stage.node]
    let (input, output) = (graph.shape(of: node.operands[0]), graph.shape(of: node.result))
    let operand = operandPixels(0, of: index, name: "from", part)
    let (y, x) = (ref("input_row"), ref("input_column"))
    let (constants, address) = operand(y, x)
    // Numbers without a sign: what lies above or left of the image is larger than the image.
    var tests: [Expression] = []
    if !window.rows.staysInside(input.height, outputs: output.height) {
      tests.append(y.isLess(than: .integer(input.height)))
    }
    if !window.columns.staysInside(input.width, outputs: output.width) {
      tests.append(x.isLess(than: .integer(input.width)))
    }
    let planes = planes(ofOperand: 0, of: stage, part)
    func seen(_ address: Expression) -> Expression {
      guard let first = tests.first else { return address }
      let isInside = tests.dropFirst().reduce(first) { $0.and($1) }
      return .select(isInside, then: address, otherwise: ref(outsidePixel(of: stage).name))
    }
    let top = row * .integer(window.rows.stride)
    let left = column * .integer(window.columns.stride)
    func look(_ i: Expression, at place: Expression, column: Expression) -> [Statement] {
      [.constant("input_column", .index, left + column - .integer(window.columns.before))]
        + constants
        + put(
          address, into: "pixels", at: i * .integer(table.count) + place, planes: planes,
          of: node.operands[0], seen: seen)
    }
    let (rate, tapDistance) = (window.columns.dilation, table.tapDistance)
    let code = loop("i", to: window.rows.kernel) { i in
      [
        .constant(
          "input_row", .index,
          top + i * .integer(window.rows.dilation) - .integer(window.rows.before))
      ]
        + (rate == tapDistance
          ? loop("j", to: table.count, kind: .rolled) { j in look(i, at: j, column: j) }
          : loop("s", to: window.columns.kernel) { s in
            loop("j", to: table.pixelsOfTap, kind: .rolled) { j in
              look(i, at: s * .integer(tapDistance) + j, column: s * .integer(rate) + j)
            }
          })
    }
    // Rows or columns of a single pixel stand outside of a loop; they keep their names to themselves.
    return window.rows.kernel == 1 ? [.block(code)] : code
  }
}
