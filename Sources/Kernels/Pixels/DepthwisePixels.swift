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
    PixelTiles(most: window.tile, target: target)
  }

  /// How it reads its weights.
  package func blocks(for target: Target) -> DepthwiseBlocks {
    DepthwiseBlocks(
      tilings: Tiling.full(0..<channels, size: target.tileChannels), taps: window.taps)
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

  private func tile(
    _ x: Expression, pixels: Int, _ channel: Expression, lanes count: Int
  ) -> [Statement] {
    let sums = (0..<pixels).map { ref("a\($0)") }
    // The columns that the tile's windows cover, counted from the first tap of the first pixel.
    let covered = Set(
      (0..<pixels).flatMap { pixel in (0..<window.columns).map { pixel * window.stride + $0 } }
    ).sorted()
    let multiply = loop("t", to: window.rows) { row in
      let pointers = covered.map { column in
        Statement.constant(
          "p\(column)", .source,
          window.pointer(x, row: row, column: .integer(column)).advanced(by: channel))
      }
      let with = row * .integer(window.columns * count) + .integer(count)
      return pointers + [
        .constant("with", .source, ref("block").advanced(by: with)),
        lanes(count) { j in
          let inputs = covered.map {
            Statement.constant("x\($0)", .float, ref("p\($0)")[j])
          }
          return inputs + (0..<window.columns).flatMap { products(sums, tap: $0, count, j) }
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

  /// Adds the products of one column of the window to each sum.
  private func products(
    _ sums: [Expression], tap: Int, _ count: Int, _ j: Expression
  ) -> [Statement] {
    let weight = ref("w\(tap)")
    return [.constant("w\(tap)", .float, ref("with")[.integer(tap * count) + j])]
      + sums.indices.map { pixel in
        .accumulate(sums[pixel][j], ref("x\(pixel * window.stride + tap)") * weight)
      }
  }
}
