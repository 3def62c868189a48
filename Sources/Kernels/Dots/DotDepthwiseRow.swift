import IR
import Targets

/// One row of a depthwise convolution over integers, each of whose windows is a vector.
///
/// What lies outside of the image is the operand's zero point there, so that what it takes from a sum stands
/// in the bias. `factors` has for each four of channels the numbers that the sums of two pixels start with and
/// the weights, and after all of them what makes integers of the sums.
struct DotDepthwiseRow: RowKernel {
  /// What it computes.
  var conv: IntegerDepthwiseRow
  /// What stands outside of the image.
  var zero: Int
  var sums: DotSums

  var name: String {
    "dot_depthwise_" + conv.shapeWord + IntegerConvRow.word(zero, 0, readsUnsigned: false)
      + sums.word
  }

  private var rows: AxisWindow { conv.rows }
  private var columns: AxisWindow { conv.columns }
  private var dots: DotInstructions { sums.dots }
  private var shares: Bool { dots.shares(columns: columns.kernel, stride: columns.stride) }
  private var words: Int { dots.windowWords(shares: shares) }

  private var cut: DotColumns {
    DotColumns(
      channels: conv.channels, width: conv.outputWidth, window: columns, dots: dots,
      isContiguous: conv.inputPitch == conv.channels)
  }

  func function(for target: Target) -> Function {
    let piece = cut.piece
    let allWords = words * sums.fours(conv.channels)
    let start: [Statement] = [
      .variable("w", .pointer(.int32)), .assign(ref("w"), ref("factors")),
      .variable("f", .pointer(.int32)),
      .assign(ref("f"), ref("factors").advanced(by: .integer(allWords))),
    ]
    let body = Tiling.full(0..<conv.channels, size: piece.channels).flatMap { block in
      block.loop("c") { channel in
        let move = Statement.assign(
          ref("w"), ref("w").advanced(by: .integer(words * sums.fours(block.size))))
        return cut.runs(pixels: piece.pixels, extent: conv.inputWidth).flatMap { run in
          run.pixels.loop("x") { x in [.block(self.piece(run, x, channel, block.size))] }
        } + (block.size == conv.channels ? [] : [move, sums.next(block.size)])
      }
    }
    return Function(
      name,
      comment: "\(rows.kernel)x\(columns.kernel) depthwise convolution of integers, one row:"
        + " \(conv.inputWidth) to \(conv.outputWidth) pixels of \(conv.channels) channels",
      conv.inputParameters + [.init("factors", .pointer(.int32)), .init("output", .place(.int8))],
      start + body)
  }

  /// Interleaves the rows that a few pixels see, and makes these pixels.
  private func piece(
    _ run: DotColumns.Run, _ x: Expression, _ channel: Expression, _ channels: Int
  ) -> [Statement] {
    let pitch = cut.pitch(channels: channels)
    let wide = ref("wide")
    func fill(_ column: Int, _ count: Int) -> [Statement] {
      count == 0
        ? []
        : [
          DotFunction.fill.call(
            wide.advanced(by: .integer(column * pitch)), .signed(zero), .integer(4 * count * pitch))
        ]
    }
    let isFlat = cut.isFlat(channels: channels)
    let bytes = isFlat ? run.inside * channels : channels
    let rounds = (bytes + dots.lanes - 1) / dots.lanes
    let left =
      run.before > 0
      ? x * .integer(columns.stride)
      : x * .integer(columns.stride)
        - .integer(columns.before)
    let from = run.before > 0 ? Expression.integer(0) : left
    let interleave = Statement.call(
      DotFunction.columns(rows: rows.kernel, isWhole: bytes % dots.lanes == 0),
      [
        wide.advanced(by: .integer(run.before * pitch)), ref("rows"), ref("first"), ref("last"),
        from * .integer(conv.inputPitch) + channel, .integer(isFlat ? 1 : run.inside),
        .integer(rounds), .integer(bytes), .signed(conv.inputPitch - dots.lanes * rounds),
        .signed(zero),
      ])
    // With room for the last vector.
    let words = cut.columns(pixels: run.pixels.size) * pitch + dots.lanes
    return [.array("wide", .scalar(.int32), count: words)]
      + fill(0, run.before) + [interleave] + fill(run.before + run.inside, run.behind)
      + Tiling.full(0..<run.pixels.size, size: dots.pixels).flatMap { tiles in
        tiles.loop("p") { pixel in
          [.block(self.pixels(tiles.size, x, pixel, channel, channels, pitch))]
        }
      }
  }

  private func pixels(
    _ count: Int, _ x: Expression, _ pixel: Expression, _ channel: Expression, _ channels: Int,
    _ pitch: Int
  ) -> [Statement] {
    let start = pixel * .integer(columns.stride * pitch)
    func addresses(_ run: DotSums.Run, _ pixel: Int) -> Expression {
      DotFunction.addresses(
        ref("wide").advanced(
          by: start + .integer(pixel * columns.stride * pitch + run.first)), .integer(pitch))
    }
    let products = sums.groups(of: channels).map { run in
      Statement.call(
        dots.windows(group: run.group.channels, shares: shares),
        (0..<(shares ? 1 : 2)).map { addresses(run, $0) } + [
          ref("w").advanced(by: .integer(words * run.fours)),
          ref("sums").advanced(by: .integer(8 * run.fours)), .integer(run.count),
        ])
    }
    return [.array("sums", .scalar(.int32), count: 8 * sums.fours(channels))] + products
      + sums.narrow(channels, pixels: count) { more, lane in
        ref("output").advanced(
          by: (x + pixel + .integer(more)) * .integer(conv.outputPitch) + channel + .integer(lane))
      }
  }

  /// The numbers that the code reads; `first` is the channel of the op that channel 0 is.
  func numbers(
    from first: Int, bias: (_ channel: Int) -> Int32,
    weight: (_ channel: Int, _ place: Int) -> Int8
  ) -> [Int32] {
    let order = sums.order
    let weights = stride(from: 0, to: order.count, by: 4).flatMap { start -> [Int32] in
      let four = order[start..<start + 4]
      let biases = four.map { $0 < conv.channels ? bias($0) : 0 }
      let windows = four.flatMap { channel in
        (0..<dots.window.columns).flatMap { column in
          dotWords(
            (0..<dots.window.rows).map { row in
              channel < conv.channels && row < rows.kernel && column < columns.kernel
                ? weight(channel, row * columns.kernel + column) : 0
            })
        }
      }
      return biases + biases + (shares ? [0] : []) + windows
    }
    return weights + sums.numbers(from: first)
  }
}
