import IR
import Targets

/// A few pixels of a pool over a window.
///
/// Pixels outside of the image hold what is less than all others; means have none.
package struct PoolPixels: PixelKernel {
  var reduction: PoolReduction
  var scalar: Scalar
  var window: PixelWindow
  var channels: Int
  /// Whether the input has unsigned integers.
  var readsUnsigned: Bool

  package var name: String {
    "\(reduction.word)\(scalar == .int8 ? "8" : "")_pixels\(window.word)_c\(channels)"
      + (readsUnsigned ? "_unsigned" : "")
  }

  package func function(for target: Target) -> Function {
    let body = Tiling.full(0..<channels, size: target.depthwiseChannels).flatMap { block in
      let code = block.loop("c") { channel in
        [.loop(Loop("x", to: ref("count"), pixel(channel, block.size)))]
      }
      return block.count > 1 ? code : [.block(code)]
    }
    return Function(
      name,
      comment: "\(window.rows)x\(window.columns) \(reduction == .max ? "max" : "average") pool,"
        + " up to \(window.tile) pixels of \(channels) channels",
      [
        .init("pixels", .pointers(scalar)), .init("count", .index),
        .init("places", .places(scalar)),
      ], body)
  }

  private func pixel(_ channel: Expression, _ count: Int) -> [Statement] {
    let (x, sum) = (ref("x"), ref("a"))
    let take = loop("t", to: window.rows) { row in
      loop("s", to: window.columns) { column in
        let place = window.pixel(x, row: row, tap: column).advanced(by: channel)
        return [
          .constant("from", window.table.pixelType(scalar), place),
          lanes(count) { j in
            let element = window.table.element(j, of: ref("from"))
            return [reduction.take(element.signed(readsUnsigned), into: sum[j])]
          },
        ]
      }
    }
    return [
      .array("a", .scalar(scalar == .float ? .float : .int32), count: count),
      lanes(count) { [.assign(sum[$0], reduction.start(scalar))] },
    ] + take + [
      .constant("to", .place(scalar), ref("places")[x].advanced(by: channel)),
      lanes(count) { j in [.assign(ref("to")[j], result(sum[j]))] },
    ]
  }

  private func result(_ sum: Expression) -> Expression {
    let pixels = window.taps
    switch reduction {
    case .max:
      return scalar == .float
        ? sum : IntegerFunction.clamped(sum, .signed(-128), .integer(127))
    case .mean: return sum * .float(1 / Float(pixels))
    case .quotient(let up):
      let mean: IntegerMean = up ? .quotientUp(pixels: pixels) : .quotient(pixels: pixels)
      return mean.result(sum)
    case .scaled(let mean): return mean.result(sum)
    }
  }
}
