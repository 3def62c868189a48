import IR
import Targets

/// The part of some pixels in a global average of integers that takes up its operand while that is made.
///
/// Sums are kept apart from the result: the first step writes them anew, the last one makes means of
/// them.
package struct IntegerGatherPool: PixelKernel {
  var mean: IntegerMean
  /// The pixels of the whole map.
  var pixels: Int
  var channels: Int
  var steps: Int
  /// The channels of a pixel that have a pointer each; 1 where there is one for all.
  var planes: Int
  /// Whether the input has unsigned integers.
  var readsUnsigned: Bool

  private var table: PixelTable { PixelTable(name: "pixels", planes: planes) }

  package var name: String {
    "gather_average8_\(pixels)_c\(channels)_steps\(steps)" + table.word
      + (readsUnsigned ? "_unsigned" : "") + "_" + mean.word
  }

  package func function(for target: Target) -> Function {
    let body = Tiling.full(0..<channels, size: target.integerBlock).flatMap { block in
      let code = block.loop("c") { gather(block.size, from: $0) }
      return block.count > 1 ? code : [.block(code)]
    }
    return Function(
      name,
      comment: "adds some pixels to the mean of \(pixels) pixels of \(channels) integers,"
        + " in \(steps) \(steps == 1 ? "step" : "steps")",
      [.init("pixels", .pointers(.int8)), .init("count", .index), .init("step", .index)]
        + (steps == 1 ? [] : [.init("sums", .place(.int32))])
        + [.init("output", .place(.int8))], body)
  }

  private func gather(_ count: Int, from channel: Expression) -> [Statement] {
    let sum = ref("sum")
    let adding = Statement.loop(
      Loop(
        "p", to: ref("count"),
        [
          .constant(
            "from", table.pixelType(.int8), table.pixel(at: ref("p")).advanced(by: channel)),
          lanes(count) { j in
            [.accumulate(sum[j], table.element(j, of: ref("from")).signed(readsUnsigned))]
          },
        ]))
    let finish = lanes(count) { j in
      [.assign(ref("output")[channel + j], mean.result(sum[j]))]
    }
    let array = Statement.array("sum", .scalar(.int32), count: count)
    guard steps > 1 else {
      return [array, lanes(count) { [.assign(sum[$0], 0)] }, adding, finish]
    }
    let kept = { (j: Expression) in ref("sums")[channel + j] }
    return [
      array,
      lanes(count) { j in
        [.assign(sum[j], .select(ref("step").isGreater(than: 0), then: kept(j), otherwise: 0))]
      },
      adding,
      .when(
        ref("step").isLess(than: .integer(steps - 1)),
        [lanes(count) { [.assign(kept($0), sum[$0])] }], otherwise: [finish]),
    ]
  }
}
