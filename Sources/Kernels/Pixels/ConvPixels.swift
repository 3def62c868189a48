import IR
import Targets

/// A few pixels of a dense convolution or of a matrix product.
///
/// A register tile of pixels by output channels passes over the panels of weights. Single pixels that
/// are left over read the same panels.
package struct ConvPixels: PixelKernel, TiledKernel {
  package var window: PixelWindow
  /// The channels that are read, and those that are made.
  package var inputChannels: Int
  package var outputChannels: Int
  /// Whether the sums start from what the pixels hold instead of from the bias.
  package var accumulates: Bool
  package var activation: Activation?

  package var name: String {
    "conv_pixels\(window.word)_c\(inputChannels)to\(outputChannels)"
      + (accumulates ? "_more" : "") + Epilogue(activation: activation).suffix
  }

  package var depth: Int { window.taps * inputChannels }

  package func pixelTilings(largest: Int) -> [Tiling] {
    PixelTiles(most: window.tile, largest: largest).tilings
  }

  /// How it reads its weights.
  package func panels(for target: Target) -> DensePanels {
    DensePanels(
      tilings: Tiling.full(0..<outputChannels, size: tile(for: target).channels),
      taps: window.taps, inputChannels: inputChannels, hasBias: !accumulates)
  }

  package func function(for target: Target) -> Function {
    let tiles = PixelTiles(most: window.tile, largest: tile(for: target).pixels)
    let panels = panels(for: target)
    var body = tiles.declarations
    for panel in panels.tilings {
      let code = panel.loop("n") { channel in
        let start = channel * .integer(panels.depth)
        return [.constant("panel", .source, ref("weights").advanced(by: start))]
          + tiles.loops { x, pixels in
            tile(
              x, pixels: pixels, channel, channels: panel.size, panels,
              vector: target.blockChannels)
          }
      }
      // A panel that stands outside a loop keeps its names to itself.
      body.append(panel.count > 1 ? code[0] : .block(code))
    }
    return Function(
      name,
      comment: "\(window.rows)x\(window.columns) convolution, up to \(window.tile) pixels:"
        + " \(inputChannels) to \(outputChannels) channels",
      [
        .init("pixels", .sourceRows), .init("count", .index), .init("weights", .source),
        .init("places", .destinationRows),
      ], body)
  }

  private func tile(
    _ x: Expression, pixels: Int, _ channel: Expression, channels: Int, _ panels: DensePanels,
    vector: Int
  ) -> [Statement] {
    let tile = RegisterTile(pixels: pixels, channels: channels, vector: vector)
    func place(_ pixel: Int, _ lane: Expression) -> Expression {
      ref("to\(pixel)")[channel + lane]
    }
    let places = (0..<pixels).map {
      Statement.constant("to\($0)", .destination, ref("places")[x + .integer($0)])
    }
    let start = tile.eachGroup { lane, sums in
      sums.indices.map {
        .assign(sums[$0], accumulates ? place($0, lane) : ref("panel")[lane])
      }
    }
    let multiply = loop("t", to: window.rows) { row in
      loop("s", to: window.columns) { column in
        let pointers = (0..<pixels).map { pixel in
          Statement.constant(
            "p\(pixel)", window.table.pixelType,
            window.pixel(x, plus: pixel, row: row, tap: column))
        }
        let tap = row * .integer(window.columns) + column
        let with =
          tap * .integer(inputChannels * channels) + .integer(panels.biasCount * channels)
        return pointers + [.constant("with", .source, ref("panel").advanced(by: with))]
          + products(tile)
      }
    }
    // One pixel after the other: compilers do not know that places of different pixels are apart.
    let epilogue = Epilogue(activation: activation)
    let store = (0..<pixels).flatMap { pixel in
      tile.eachGroup { lane, sums in
        epilogue.store(sums[pixel], to: place(pixel, lane), tag: "\(pixel)")
      }
    }
    return tile.arrays + (accumulates ? places + start + multiply : start + multiply + places)
      + store
  }

  /// Adds the products of all input channels to each sum.
  private func products(_ tile: RegisterTile) -> [Statement] {
    let k = inputChannels == 1 ? 0 : ref("k")
    let elements = (0..<tile.pixels).map {
      Statement.constant("x\($0)", .float, window.table.element(k, of: ref("p\($0)")))
    }
    let body =
      elements
      + tile.eachGroup { lane, sums in
        [.constant("w", .float, ref("with")[k * .integer(tile.channels) + lane])]
          + sums.indices.map { .accumulate(sums[$0], ref("x\($0)") * ref("w")) }
      }
    if inputChannels == 1 { return body }
    return [.loop(Loop("k", to: .integer(inputChannels), kind: .rolled, body))]
  }
}
