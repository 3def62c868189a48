import IR
import Targets

/// A few pixels of a depthwise convolution over integers, two channels of which are in a word.
struct PackedDepthwisePixels: PixelKernel {
  /// What it computes.
  var conv: IntegerDepthwisePixels
  var epilogue: PackedEpilogue

  var name: String {
    "packed_depthwise_" + conv.shapeWord
      + IntegerConvRow.word(0, 0, readsUnsigned: conv.readsUnsigned) + epilogue.word
  }

  private var window: PixelWindow { conv.window }

  var lanes: PackedLanes {
    PackedLanes(channels: conv.channels, taps: window.taps, epilogue: epilogue)
  }

  func function(for target: Target) -> Function {
    guard let packed = target.packed else {
      preconditionFailure("packed words on a target without them")
    }
    let tiles = PixelTiles(most: window.tile, largest: packed.depthwisePixels)
    let body = tiles.loops { x, pixels in
      lanes.code { channel, places, widened in
        lanes.start(pixels: pixels, lanes: places.count) { ref("w")[.integer($0)] }
          + loop("t", to: window.rows) { row(x, pixels, channel, places, widened, row: $0) }
          + lanes.finish(pixels: pixels, lanes: places.count) { pixel, lane in
            ref("places")[x + .integer(pixel)][channel + .integer(places[lane])]
          }
      }
    }
    return Function(
      name,
      comment: "\(window.rows)x\(window.columns) depthwise convolution of packed integers,"
        + " up to \(window.tile) pixels of \(conv.channels) channels",
      [
        .init("pixels", .pointers(.int8)), .init("count", .index),
        .init("factors", .pointer(.int32)), .init("places", .places(.int8)),
      ], tiles.declarations + body)
  }

  /// Adds the products of a row of the windows.
  private func row(
    _ x: Expression, _ pixels: Int, _ channel: Expression, _ places: [Int],
    _ widened: PackedLanes.Widened, row t: Expression
  ) -> [Statement] {
    let weights = (0..<window.columns).map { tap in
      Statement.constant(
        "w\(tap)", .scalar(.int32),
        lanes.weight(t * .integer(window.columns) + .integer(tap)))
    }
    let products = window.covered(by: pixels).flatMap { column -> [Statement] in
      let from = ref("p\(column)")
      let word = lanes.word(
        from, window.planes == 1 ? widened : .single, unsigned: conv.readsUnsigned
      ) { lane in
        guard lane < places.count else { return nil }
        let element = window.table.element(.integer(places[lane]), of: from)
        return conv.readsUnsigned ? IntegerFunction.unsigned(element) : element
      }
      let pixel = window.pixel(x, row: t, column: .integer(column))
      return [
        .constant("p\(column)", window.table.pixelType(.int8), pixel.advanced(by: channel)),
        .constant("x\(column)", .scalar(.int32), word),
      ]
        + (0..<pixels).flatMap { pixel -> [Statement] in
          window.tap(in: column, pixel: pixel).map { tap in
            lanes.products(pixel: pixel, lanes: places.count, ref("x\(column)"), ref("w\(tap)"))
          } ?? []
        }
    }
    return weights + products
  }
}
