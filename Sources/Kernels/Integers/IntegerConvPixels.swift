import IR
import Targets

/// A few pixels of a dense convolution or of a matrix product over integers.
///
/// Pixels outside of the image hold the operand's zero point, so that what it takes from a sum is known
/// and stands in the bias.
package struct IntegerConvPixels: PixelKernel {
  var window: PixelWindow
  /// The channels that are read, and those that are made.
  var inputChannels: Int
  var outputChannels: Int
  var weightZero: Int
  var group: ProductGroup
  /// Whether the input has unsigned integers.
  var readsUnsigned: Bool
  /// Whether the sums start from the bias instead of from those that are kept.
  var starts: Bool
  /// What makes integers of the sums; nil keeps them.
  var epilogue: IntegerEpilogue?

  package var name: String {
    "conv8_" + shapeWord + IntegerConvRow.word(0, weightZero, readsUnsigned: readsUnsigned)
      + (epilogue?.word ?? "_sums")
  }

  /// A word for names of kernels: the shapes.
  var shapeWord: String {
    "pixels\(window.word)_c\(inputChannels)to\(outputChannels)" + (starts ? "" : "_more")
  }

  private func tiles(for target: Target) -> PixelTiles {
    PixelTiles(
      most: window.tile, largest: min(target.integerTile.pixels, tile(for: target).pixels))
  }

  private func tile(for target: Target) -> RegisterTileSize {
    target.integerTiles(
      channels: outputChannels, pixels: window.tile, depth: window.taps * inputChannels,
      group: group)[0]
  }

  func panels(for target: Target) -> IntegerPanels {
    IntegerPanels(
      tilings: Tiling.full(0..<outputChannels, size: tile(for: target).channels), taps: window.taps,
      inputs: inputChannels, group: group, hasBias: starts, epilogue: epilogue)
  }

  package func function(for target: Target) -> Function {
    let tiles = tiles(for: target)
    let panels = panels(for: target)
    var body = tiles.declarations
    for panel in panels.tilings {
      let code = panel.loop("n") { channel in
        panels.pointers(channel)
          + tiles.loops { x, pixels in tile(x, pixels, channel, panel.size, panels, target) }
      }
      // A panel that stands outside a loop keeps its names to itself.
      body.append(panel.count > 1 ? code[0] : .block(code))
    }
    return Function(
      name,
      comment: "\(window.rows)x\(window.columns) convolution of integers, up to \(window.tile)"
        + " pixels: \(inputChannels) to \(outputChannels) channels",
      [.init("pixels", .pointers(.int8)), .init("count", .index)] + panels.parameters
        + resultParameters, body)
  }

  /// The parameters after those of the weights.
  var resultParameters: [Function.Parameter] {
    (!starts || epilogue == nil ? [.init("sums", .places(.int32))] : [])
      + (epilogue == nil ? [] : [.init("places", .places(.int8))])
  }

  private func tile(
    _ x: Expression, _ pixels: Int, _ channel: Expression, _ channels: Int,
    _ panels: IntegerPanels, _ target: Target
  ) -> [Statement] {
    let sums = (0..<pixels).map { ref("a\($0)") }
    func kept(_ pixel: Int, _ lane: Expression) -> Expression {
      ref("sums")[x + .integer(pixel)][channel + lane]
    }
    let start = lanes(channels) { j in
      sums.indices.map { .assign(sums[$0][j], starts ? ref("numbers")[j] : kept($0, j)) }
    }
    let multiply = loop("t", to: window.rows) { row in
      loop("s", to: window.columns) { column in
        let pointers = (0..<pixels).map { pixel in
          Statement.constant(
            "p\(pixel)", window.table.pixelType(.int8),
            window.pixel(x, plus: pixel, row: row, tap: column))
        }
        let tap = row * .integer(window.columns) + column
        let with = Statement.constant(
          "with", .pointer(.int8),
          ref("panel").advanced(by: tap * .integer(panels.distance(taps: 1) * channels)))
        return pointers + [with] + products(sums, channels, panels, target)
      }
    }
    let store = sums.indices.map { pixel in
      lanes(channels) { j in
        guard let epilogue else { return [.assign(kept(pixel, j), sums[pixel][j])] }
        return [
          .assign(
            ref("places")[x + .integer(pixel)][channel + j],
            epilogue.result(sums[pixel][j]) { panels.number($0, lane: j, of: channels) })
        ]
      }
    }
    return (0..<pixels).map { .array("a\($0)", .scalar(.int32), count: channels) } + [start]
      + multiply + store
  }

  /// Adds the products of all input channels to each sum.
  private func products(
    _ sums: [Expression], _ channels: Int, _ panels: IntegerPanels, _ target: Target
  ) -> [Statement] {
    func element(_ pixel: Int, _ k: Expression) -> Expression {
      let element = window.table.element(k, of: ref("p\(pixel)"))
      return readsUnsigned ? IntegerFunction.unsigned(element) : element
    }
    switch group {
    case .single: break
    case .quads: return quadProducts(sums, channels, target)
    case .pairs:
      let pairs = PairProducts(sums: sums, channels: channels, weightZero: weightZero)
      return pairs.add(depth: inputChannels, weights: ref("with")) { pixel, k, isWhole in
        guard isWhole else { return IntegerFunction.pairOf(element(pixel, k), 0) }
        return window.planes == 1 && !readsUnsigned
          ? IntegerFunction.pairAt(ref("p\(pixel)").advanced(by: k))
          : IntegerFunction.pairOf(element(pixel, k), element(pixel, k + 1))
      }
    }
    return loop("k", to: inputChannels) { k in
      sums.indices.map { .constant("x\($0)", .scalar(.int32), element($0, k)) } + [
        lanes(channels) { j in
          [
            .constant(
              "w", .scalar(.int32), ref("with")[k * .integer(channels) + j].plus(-weightZero))
          ] + sums.indices.map { .addWrapping(ref("x\($0)") * ref("w"), to: sums[$0][j]) }
        }
      ]
    }
  }

  private func quadProducts(
    _ sums: [Expression], _ channels: Int, _ target: Target
  ) -> [Statement] {
    func quarter(_ pixel: Int, _ k: Expression) -> Expression {
      group.quarter(window.table.element(k, of: ref("p\(pixel)")), readsUnsigned: readsUnsigned)
    }
    let quads = QuadProducts(
      sums: sums, group: group, channels: channels, depth: inputChannels,
      inside: 0..<inputChannels, outside: 0,
      leavesWeights: target.leavesWeightsInMemory(
        RegisterTileSize(pixels: sums.count, channels: channels)))
    return quads.add(weights: ref("with")) { pixel, source in
      switch source {
      case .elements(let k) where window.planes == 1:
        return group.quad(ref("p\(pixel)").advanced(by: k), readsUnsigned: readsUnsigned)
      case .elements(let k):
        return IntegerFunction.quadOf(
          quarter(pixel, k), quarter(pixel, k + 1), quarter(pixel, k + 2), quarter(pixel, k + 3))
      case .mixed(let places): return quads.mixed(places) { quarter(pixel, .integer($0)) }
      case .outside: return 0
      }
    }
  }
}
