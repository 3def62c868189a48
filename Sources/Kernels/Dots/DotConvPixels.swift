import IR
import Targets

/// A few pixels of a dense convolution or of a matrix product over integers, as sums of vectors of products.
struct DotConvPixels: PixelKernel {
  /// What it computes.
  var conv: IntegerConvPixels
  var sums: DotSums

  var name: String { "dot_" + conv.shapeWord + sums.word }

  private var window: PixelWindow { conv.window }
  private var lanes: Int { sums.dots.lanes }
  private var count: Int { window.taps * conv.inputChannels }

  var tile: DotTile { DotTile(depth: (count + lanes - 1) / lanes, sums: sums) }

  /// Whether pixels are read where they lie.
  private var isInPlace: Bool { window.taps == 1 && window.planes == 1 && count % lanes == 0 }

  func function(for target: Target) -> Function {
    let bytes = tile.depth * lanes
    let tiles = PixelTiles(most: window.tile, largest: sums.dots.pixels)
    let body = tiles.loops { x, pixels in
      let before: [Statement] =
        isInPlace
        ? []
        : [.array("wide", .scalar(.int8), count: bytes * pixels)]
          + (0..<pixels).flatMap { copy(x, $0, to: $0 * bytes) }
      return before
        + tile.code(
          pixels: pixels,
          source: { pixel in
            isInPlace
              ? window.pixel(x, plus: pixel, row: 0, tap: 0)
              : ref("wide").advanced(by: .integer(pixel * bytes))
          },
          output: { ref("places")[x + .integer($0)].advanced(by: $1) })
    }
    return Function(
      name,
      comment: "\(window.rows)x\(window.columns) convolution of integers, up to"
        + " \(window.tile) pixels: \(conv.inputChannels) to \(conv.outputChannels) channels",
      [
        .init("pixels", .pointers(.int8)), .init("count", .index),
        .init("factors", .pointer(.int32)),
      ] + conv.resultParameters, tiles.declarations + body)
  }

  /// Copies the window of a pixel.
  private func copy(_ x: Expression, _ pixel: Int, to first: Int) -> [Statement] {
    loop("t", to: window.rows) { row in
      loop("s", to: window.columns) { column in
        let from = ref("from\(pixel)")
        let place =
          (row * .integer(window.columns) + column) * .integer(conv.inputChannels)
          + .integer(first)
        let bytes: [Statement] =
          window.planes == 1
          ? [
            DotFunction.copy.call(
              ref("wide").advanced(by: place), from, .integer(conv.inputChannels))
          ]
          : loop("k", to: conv.inputChannels) { k in
            [.assign(ref("wide")[place + k], window.table.element(k, of: from))]
          }
        return [
          .block(
            [
              .constant(
                "from\(pixel)", window.table.pixelType(.int8),
                window.pixel(x, plus: pixel, row: row, tap: column))
            ] + bytes)
        ]
      }
    }
  }
}
