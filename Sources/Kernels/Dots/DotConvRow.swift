import IR
import Targets

/// One row of a dense convolution or of a matrix product over integers, as sums of vectors of products.
///
/// Where windows are no rows of whole vectors they are copied first; what lies outside of the image is the
/// operand's zero point there, so that what it takes from a sum stands in the bias.
struct DotConvRow: RowKernel {
  /// What it computes.
  var conv: IntegerConvRow
  var epilogue: IntegerEpilogue
  var roundsUp: Bool
  /// What stands outside of the image.
  var zero: Int
  /// The integers of a vector.
  var lanes: Int

  var name: String {
    "dot_" + conv.shapeWord + IntegerConvRow.word(zero, 0, readsUnsigned: false) + epilogue.word
      + (roundsUp ? "_up" : "")
  }

  private var rows: AxisWindow { conv.rows }
  private var columns: AxisWindow { conv.columns }
  private var count: Int { rows.kernel * columns.kernel * conv.inputChannels }

  var tile: DotTile {
    DotTile(
      depth: (count + lanes - 1) / lanes, lanes: lanes, channels: conv.outputChannels,
      epilogue: epilogue, roundsUp: roundsUp)
  }

  /// Whether pixels are read where they lie.
  private var isInPlace: Bool {
    conv.isSingleRow && columns == AxisWindow(kernel: 1, stride: 1, before: 0)
      && conv.inputPlane == 1 && count % lanes == 0
  }

  func function(for target: Target) -> Function {
    guard let dots = target.dots else {
      preconditionFailure("dot products on a target without them")
    }
    let bytes = tile.depth * lanes
    let body = PixelRun.cut(width: conv.outputWidth, window: columns, extent: conv.inputWidth)
      .flatMap { run in
        Tiling.full(run.pixels, size: dots.tile.pixels).flatMap { tiles in
          tiles.loop("x") { x in
            let before: [Statement] =
              isInPlace
              ? []
              : [.array("wide", .scalar(.int8), count: bytes * tiles.size)]
                + (0..<tiles.size).flatMap { copy(x, $0, to: $0 * bytes, columns: run.columns) }
            return [
              .block(
                before
                  + tile.code(
                    pixels: tiles.size, dots,
                    source: { pixel in
                      isInPlace
                        ? ref("input").advanced(
                          by: (x + .integer(pixel)) * .integer(conv.inputPitch))
                        : ref("wide").advanced(by: .integer(pixel * bytes))
                    },
                    output: { pixel, channel in
                      ref("output").advanced(
                        by: (x + .integer(pixel)) * .integer(conv.outputPitch) + channel)
                    }))
            ]
          }
        }
      }
    return Function(
      name,
      comment: "\(rows.kernel)x\(columns.kernel) convolution of integers, one row:"
        + " \(conv.inputWidth)x\(conv.inputChannels) to \(conv.outputWidth)x\(conv.outputChannels)",
      conv.inputParameters
        + [.init("weights", .pointer(.int8)), .init("factors", .pointer(.int32))]
        + conv.resultParameters, body)
  }

  /// Copies the window of a pixel; `inside` are its columns that lie in the image.
  private func copy(
    _ x: Expression, _ pixel: Int, to first: Int, columns inside: Range<Int>
  ) -> [Statement] {
    let row = columns.kernel * conv.inputChannels
    func fill(_ place: Expression, _ columns: Range<Int>) -> [Statement] {
      columns.isEmpty
        ? []
        : [
          .call(
            "memset",
            [
              ref("wide").advanced(
                by: place + .integer(columns.lowerBound * conv.inputChannels)), .signed(zero),
              .integer(columns.count * conv.inputChannels),
            ])
        ]
    }
    func copied(_ source: Expression, _ place: Expression) -> [Statement] {
      let left =
        (x + .integer(pixel)) * .integer(columns.stride) + .integer(inside.lowerBound)
        - .integer(columns.before)
      let from = Statement.constant(
        "from\(pixel)", .pointer(.int8),
        source.advanced(by: left * .integer(conv.inputPitch)))
      let pixels: [Statement]
      if conv.inputPlane > 1 {
        pixels = inside.flatMap { column in
          loop("k", to: conv.inputChannels) { k in
            [
              .assign(
                ref("wide")[place + .integer(column * conv.inputChannels) + k],
                ref("from\(pixel)")[
                  k * .integer(conv.inputPlane)
                    + .integer((column - inside.lowerBound) * conv.inputPitch)])
            ]
          }
        }
      } else if conv.inputPitch == conv.inputChannels {
        pixels = [
          .call(
            "memcpy",
            [
              ref("wide").advanced(
                by: place + .integer(inside.lowerBound * conv.inputChannels)),
              ref("from\(pixel)"), .integer(inside.count * conv.inputChannels),
            ])
        ]
      } else {
        pixels = inside.map { column in
          .call(
            "memcpy",
            [
              ref("wide").advanced(by: place + .integer(column * conv.inputChannels)),
              ref("from\(pixel)").advanced(
                by: .integer((column - inside.lowerBound) * conv.inputPitch)),
              .integer(conv.inputChannels),
            ])
        }
      }
      return fill(place, 0..<inside.lowerBound) + fill(place, inside.upperBound..<columns.kernel)
        + [.block([from] + pixels)]
    }
    if conv.isSingleRow { return copied(ref("input"), .integer(first)) }
    return loop("t", to: rows.kernel) { t in
      let place = t * .integer(row) + .integer(first)
      let isInside = t.isLess(than: ref("last")).and((t + 1).isGreater(than: ref("first")))
      return [
        .when(
          isInside, copied(ref("rows")[t], place), otherwise: fill(place, 0..<columns.kernel))
      ]
    }
  }
}
