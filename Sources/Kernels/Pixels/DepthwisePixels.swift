import IR
import Targets

/// A few pixels of a depthwise convolution.
///
/// Works on a block of channels at a time and on several neighbouring pixels, which share the
/// weights and the columns that their windows have in common, one row of the windows after the other.
package struct DepthwisePixels: PixelKernel {
  package var window: PixelWindow
  package var channels: Int
  package var activation: Activation?

  package var name: String {
    "depthwise_pixels\(window.word)_c\(channels)" + Epilogue(activation: activation).suffix
  }

  private func tiles(for target: Target) -> PixelTiles {
    PixelTiles(most: window.tile, largest: target.tilePixels)
  }

  /// How it reads its weights.
  package func blocks(for target: Target) -> DepthwiseBlocks {
    DepthwiseBlocks(
      tilings: Tiling.full(0..<channels, size: target.depthwiseChannels), taps: window.taps)
  }

  package func function(for target: Target) -> Function {
    let tiles = tiles(for: target)
    let blocks = blocks(for: target)
    let body = blocks.tilings.flatMap { block in
      let code = block.loop("c") { channel in
        let start = channel * .integer(blocks.depth)
        return [.constant("block", .source, ref("weights").advanced(by: start))]
          + tiles.loops { x, pixels in
            tile(x, pixels: pixels, channel, lanes: block.size)
          }
      }
      return block.count > 1 ? code : [.block(code)]
    }
    return Function(
      name,
      comment: "\(window.rows)x\(window.columns) depthwise convolution,"
        + " up to \(window.tile) pixels of \(channels) channels",
      [
        .init("pixels", .sourceRows), .init("count", .index), .init("weights", .source),
        .init("places", .destinationRows),
      ], tiles.declarations + body)
  }

  /// The rows of the window that one loop over channels looks at.
  ///
  /// All of them, as a loop over rows around it is what compilers stumble over: GCC 12 joins its steps
  /// and gathers every element by itself, Clang 14 keeps the sums in memory. Very tall windows would
  /// take too much code.
  private var rowsAtOnce: Int { window.rows <= 7 ? window.rows : 1 }

  private func tile(
    _ x: Expression, pixels: Int, _ channel: Expression, lanes count: Int
  ) -> [Statement] {
    let sums = (0..<pixels).map { ref("a\($0)") }
    // The columns that the tile's windows cover, counted from the first tap of the first pixel.
    let covered = window.covered(by: pixels)
    let seen = (0..<rowsAtOnce).flatMap { row in covered.map { (row: row, column: $0) } }
    let multiply = loop("t", to: window.rows / rowsAtOnce) { t in
      let pointers = seen.map { row, column in
        let place = window.pixel(
          x, row: t * .integer(rowsAtOnce) + .integer(row), column: .integer(column))
        return Statement.constant(
          "p\(row)_\(column)", window.table.pixelType, place.advanced(by: channel))
      }
      let with = t * .integer(rowsAtOnce * window.columns * count) + .integer(count)
      return pointers + [
        .constant("with", .source, ref("block").advanced(by: with)),
        lanes(count) { j in
          let inputs = seen.map { row, column in
            Statement.constant(
              "x\(row)_\(column)", .float,
              window.table.element(j, of: ref("p\(row)_\(column)")))
          }
          let weights = (0..<rowsAtOnce * window.columns).map {
            Statement.constant("w\($0)", .float, ref("with")[.integer($0 * count) + j])
          }
          return inputs + weights + sums.indices.flatMap { products(sums[$0][j], of: $0) }
        },
      ]
    }
    let places = (0..<pixels).map {
      Statement.constant(
        "to\($0)", .destination, ref("places")[x + .integer($0)].advanced(by: channel))
    }
    // One pixel after the other: compilers do not know that places of different pixels are apart.
    let epilogue = Epilogue(activation: activation)
    let store = sums.indices.map { pixel in
      lanes(count) { j in
        epilogue.store(sums[pixel][j], to: ref("to\(pixel)")[j], tag: "\(pixel)")
      }
    }
    return (0..<pixels).map { .array("a\($0)", .float, count: count) }
      + [lanes(count) { j in sums.map { .assign($0[j], ref("block")[j]) } }]
      + multiply + places + store
  }

  /// Adds the products of a pixel to its sum, each partial sum a constant of its own.
  private func products(_ sum: Expression, of pixel: Int) -> [Statement] {
    var total = sum
    var body: [Statement] = []
    for row in 0..<rowsAtOnce {
      for column in 0..<window.columns {
        let tap = row * window.columns + column
        let input = ref("x\(row)_\(window.column(of: column, pixel: pixel))")
        body.append(.constant("s\(pixel)_\(tap)", .float, total + input * ref("w\(tap)")))
        total = ref("s\(pixel)_\(tap)")
      }
    }
    return body + [.assign(sum, total)]
  }
}
