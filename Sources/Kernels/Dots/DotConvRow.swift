import IR
import Targets

/// One row of a dense convolution or of a matrix product over integers, as sums of vectors of products.
///
/// Where windows are no rows of whole vectors they are copied first; what lies outside of the image is the
/// operand's zero point there, so that what it takes from a sum stands in the bias.
struct DotConvRow: RowKernel {
  /// What it computes.
  var conv: IntegerConvRow
  /// What stands outside of the image.
  var zero: Int
  var sums: DotSums

  var name: String {
    "dot_" + conv.shapeWord + IntegerConvRow.word(zero, 0, readsUnsigned: false) + sums.word
  }

  private var rows: AxisWindow { conv.rows }
  private var columns: AxisWindow { conv.columns }
  private var lanes: Int { sums.dots.lanes }
  private var count: Int { rows.kernel * columns.kernel * conv.inputChannels }

  var tile: DotTile { DotTile(depth: (count + lanes - 1) / lanes, sums: sums) }

  /// Whether pixels are read where they lie.
  private var isInPlace: Bool {
    conv.isSingleRow && columns == AxisWindow(kernel: 1, stride: 1, before: 0)
      && conv.inputPlane == 1 && count % lanes == 0
  }

  func function(for target: Target) -> Function {
    let bytes = tile.depth * lanes
    func source(_ x: Expression, _ pixel: Int) -> Expression {
      isInPlace
        ? ref("input").advanced(by: (x + .integer(pixel)) * .integer(conv.inputPitch))
        : ref("wide").advanced(by: .integer(pixel * bytes))
    }
    func output(_ x: Expression, _ pixel: Int, _ channel: Expression) -> Expression {
      ref("output").advanced(by: (x + .integer(pixel)) * .integer(conv.outputPitch) + channel)
    }
    let body = PixelRun.cut(width: conv.outputWidth, window: columns, extent: conv.inputWidth)
      .flatMap { run in
        Tiling.full(run.pixels, size: sums.dots.pixels).flatMap { tiles in
          tiles.loop("x") { x in
            let before: [Statement] =
              isInPlace
              ? []
              : [.array("wide", .scalar(.int8), count: bytes * tiles.size)]
                + (0..<tiles.size).flatMap { copy(x, $0, to: $0 * bytes, columns: run.columns) }
            let products = tile.code(
              pixels: tiles.size, source: { source(x, $0) }, output: { output(x, $0, $1) })
            return [.block(before + products)]
          }
        }
      }
    return Function(
      name,
      comment: "\(rows.kernel)x\(columns.kernel) convolution of integers, one row:"
        + " \(conv.inputWidth)x\(conv.inputChannels) to \(conv.outputWidth)x\(conv.outputChannels)",
      conv.inputParameters + [.init("factors", .pointer(.int32))] + conv.resultParameters, body)
  }

  /// Copies the window of a pixel; `inside` are its columns that lie in the image.
  private func copy(
    _ x: Expression, _ pixel: Int, to first: Int, columns inside: Range<Int>
  ) -> [Statement] {
    let row = columns.kernel * conv.inputChannels
    let tapPitch = columns.dilation * conv.inputPitch
    func fill(_ place: Expression, _ columns: Range<Int>) -> [Statement] {
      columns.isEmpty
        ? []
        : [
          DotFunction.fill.call(
            ref("wide").advanced(by: place + .integer(columns.lowerBound * conv.inputChannels)),
            .signed(zero), .integer(columns.count * conv.inputChannels))
        ]
    }
    func copied(_ source: Expression, _ place: Expression) -> [Statement] {
      let left = columns.place(of: x + .integer(pixel), firstTap: inside.lowerBound)
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
                    + .integer((column - inside.lowerBound) * tapPitch)])
            ]
          }
        }
      } else if conv.isContiguous {
        pixels = [
          DotFunction.copy.call(
            ref("wide").advanced(by: place + .integer(inside.lowerBound * conv.inputChannels)),
            ref("from\(pixel)"), .integer(inside.count * conv.inputChannels))
        ]
      } else {
        pixels = inside.map { column in
          DotFunction.copy.call(
            ref("wide").advanced(by: place + .integer(column * conv.inputChannels)),
            ref("from\(pixel)").advanced(
              by: .integer((column - inside.lowerBound) * tapPitch)),
            .integer(conv.inputChannels))
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
