import IR
import Targets

/// One row of a dense convolution or of a matrix product over integers, multiplied in packed words.
///
/// The windows of a few pixels are packed first, then multiplied with all channels. What lies outside of
/// the image is the operand's zero point there, so that what it takes from a sum stands in the bias.
struct PackedConvRow: RowKernel {
  /// What it computes.
  var conv: IntegerConvRow
  var epilogue: PackedEpilogue
  /// What stands outside of the image.
  var zero: Int

  var name: String {
    "packed_" + conv.shapeWord + IntegerConvRow.word(zero, 0, readsUnsigned: conv.readsUnsigned)
      + epilogue.word + (conv.epilogue == nil ? "_sums" : "")
  }

  private var rows: AxisWindow { conv.rows }
  private var columns: AxisWindow { conv.columns }

  /// Whether the pixels of a row of the window make a single run.
  var joinsColumns: Bool {
    conv.inputPitch == conv.inputChannels && conv.inputPlane == 1 && columns.dilation == 1
      && conv.inputChannels % 4 != 0
      && columns.kernel * conv.inputChannels <= 64
  }

  /// The runs of a row of the window, all of the same length.
  private var runs: Int { joinsColumns ? 1 : columns.kernel }
  var run: PackedRun {
    PackedRun(count: joinsColumns ? columns.kernel * conv.inputChannels : conv.inputChannels)
  }

  var tile: PackedTile {
    PackedTile(
      depth: rows.kernel * runs * run.words, channels: conv.outputChannels, hasBias: conv.starts,
      epilogue: epilogue, finishes: conv.epilogue != nil)
  }

  func function(for target: Target) -> Function {
    guard let packed = target.packed else {
      preconditionFailure("packed words on a target without them")
    }
    let tile = tile
    let largest = packed.pixels(depth: tile.depth)
    let body = PixelRun.cut(width: conv.outputWidth, window: columns, extent: conv.inputWidth)
      .flatMap { run in
        Tiling.even(run.pixels, largest: largest).flatMap { tiles in
          tiles.loop("x") { x in
            [
              .block(
                [.array("wide", .scalar(.int32), count: tile.depth * tiles.size)]
                  + pack(x, pixels: tiles.size, columns: run.columns)
                  + tile.code(
                    pixels: tiles.size, packed,
                    kept: { pixel, channel in
                      ref("sums")[(x + .integer(pixel)) * .integer(conv.outputChannels) + channel]
                    },
                    to: .row(
                      from: x * .integer(conv.outputPitch), pitch: conv.outputPitch)))
            ]
          }
        }
      }
    return Function(
      name,
      comment: "\(rows.kernel)x\(columns.kernel) convolution of packed integers, one row:"
        + " \(conv.inputWidth)x\(conv.inputChannels) to \(conv.outputWidth)x\(conv.outputChannels)",
      conv.inputParameters + [.init("factors", .pointer(.int32))] + conv.resultParameters, body)
  }

  private func pack(_ x: Expression, pixels: Int, columns inside: Range<Int>) -> [Statement] {
    if conv.isSingleRow { return row(x, pixels, inside, of: ref("input"), at: 0) }
    let words = runs * run.words
    return loop("t", to: rows.kernel) { t in
      let first = t * .integer(words)
      let isInside = t.isLess(than: ref("last")).and((t + 1).isGreater(than: ref("first")))
      return [
        .when(
          isInside, row(x, pixels, inside, of: ref("rows")[t], at: first),
          otherwise: (0..<runs).flatMap {
            run.fill(pixels: pixels, at: first + .integer($0 * run.words), with: zero)
          })
      ]
    }
  }

  /// Packs a row of the windows; `inside` are the columns of it that lie in the image.
  private func row(
    _ x: Expression, _ pixels: Int, _ inside: Range<Int>, of source: Expression,
    at first: Expression
  ) -> [Statement] {
    // Of the first column that lies inside, so that no pointer leaves the image.
    let left = columns.place(of: x, firstTap: inside.lowerBound)
    let from = Statement.constant(
      "from", .pointer(.int8), source.advanced(by: left * .integer(conv.inputPitch)))
    func place(_ pixel: Int, _ column: Int) -> Int {
      columns.offset(output: pixel, tap: column - inside.lowerBound) * conv.inputPitch
    }
    func element(_ place: Expression) -> Expression {
      let element = ref("from")[place]
      return conv.readsUnsigned ? IntegerFunction.unsigned(element) : element
    }
    if joinsColumns, inside != 0..<columns.kernel {
      // Few and at the border: one by one.
      return [from]
        + (0..<run.words).flatMap { word -> [Statement] in
          let (low, high) = run.places(word)
          return (0..<pixels).map { pixel in
            func half(_ position: Int) -> Expression {
              let (column, channel) = position.quotientAndRemainder(dividingBy: conv.inputChannels)
              return inside.contains(column)
                ? element(.integer(place(pixel, column) + channel)) : .signed(zero)
            }
            return .assign(
              ref("wide")[(first + .integer(word)) * .integer(pixels) + .integer(pixel)],
              IntegerFunction.pairOf(half(low), high.map(half) ?? 0))
          }
        }
    }
    return [from]
      + (0..<runs).flatMap { index -> [Statement] in
        let at = first + .integer(index * run.words)
        guard inside.contains(index) || joinsColumns else {
          return run.fill(pixels: pixels, at: at, with: zero)
        }
        return run.pack(
          pixels: pixels, at: at, unsigned: conv.readsUnsigned,
          bytes: conv.inputPlane == 1
            ? { ref("from").advanced(by: .integer(place($0, index))) } : nil
        ) { pixel, k in
          element(k * .integer(conv.inputPlane) + .integer(place(pixel, index)))
        }
      }
  }
}

extension PackedInstructions {
  /// The pixels at once of windows of so many words: fewer of deep ones, which lie on the stack.
  func pixels(depth: Int) -> Int {
    let most = 512
    return max(1, min(tile.pixels, most / max(1, depth)))
  }
}
