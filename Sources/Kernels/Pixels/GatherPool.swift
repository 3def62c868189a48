import IR
import Targets

/// The part of some pixels in a global average that takes up its operand while that is made.
///
/// Instead of a table of places it has which of its steps this is, before the sums: the first step
/// writes them anew, the last one makes means of them.
package struct GatherPool: PixelKernel {
  /// The pixels of the whole map.
  package var pixels: Int
  package var channels: Int
  package var steps: Int
  /// The channels of a pixel that have a pointer each; 1 where there is one for all.
  package var planes: Int

  private var table: PixelTable { PixelTable(name: "pixels", planes: planes) }

  package var name: String {
    "gather_average_\(pixels)_c\(channels)_steps\(steps)" + table.word
  }

  package func function(for target: Target) -> Function {
    let mean = Expression.float(1 / Float(pixels))
    // A single step is the last one whatever its number.
    let factor: Expression =
      steps == 1
      ? mean
      : .select(
        ref("step").isLess(than: .integer(steps - 1)), then: .float(1), otherwise: mean)
    let body = Tiling.full(0..<channels, size: target.blockChannels).flatMap { block in
      let code = block.loop("c") { gather(block.size, from: $0) }
      return block.count > 1 ? code : [.block(code)]
    }
    return Function(
      name,
      comment: "adds some pixels to the mean of \(pixels) pixels of \(channels) channels,"
        + " in \(steps) \(steps == 1 ? "step" : "steps")",
      [
        .init("pixels", .sourceRows), .init("count", .index), .init("step", .index),
        .init("output", .destination),
      ], [.constant("factor", .float, factor)] + body)
  }

  private func gather(_ count: Int, from channel: Expression) -> [Statement] {
    let sum = ref("sum")
    let place = { (j: Expression) in ref("output")[channel + j] }
    return [
      .array("sum", .float, count: count),
      lanes(count) { j in
        let start = Expression.select(
          ref("step").isGreater(than: 0), then: place(j), otherwise: .float(0))
        return [.assign(sum[j], start)]
      },
      .loop(
        Loop(
          "p", to: ref("count"),
          [
            .constant(
              "from", table.pixelType, table.pixel(at: ref("p")).advanced(by: channel)),
            lanes(count) { j in [.accumulate(sum[j], table.element(j, of: ref("from")))] },
          ])),
      lanes(count) { j in [.assign(place(j), sum[j] * ref("factor"))] },
    ]
  }
}
