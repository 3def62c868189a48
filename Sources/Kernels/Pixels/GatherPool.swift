import IR
import Targets

/// The part of some pixels in a global average that takes up its operand while that is made.
///
/// Instead of a table of places it has which of its steps this is, before the sums: the first step
/// writes them anew, the last one makes means of them. Of a map whose rows are added up for themselves
/// each step is a row, or a single one all of them.
package struct GatherPool: PixelKernel {
  /// The whole map.
  package var shape: Shape
  package var steps: Int
  /// The channels of a pixel that have a pointer each; 1 where there is one for all.
  package var planes: Int

  private var table: PixelTable { PixelTable(name: "pixels", planes: planes) }

  package var name: String {
    "gather_average_\(shape.height)x\(shape.width)_c\(shape.channels)_steps\(steps)" + table.word
  }

  package func function(for target: Target) -> Function {
    let mean = Expression.float(1 / Float(shape.height * shape.width))
    // A single step is the last one whatever its number.
    let factor: Expression =
      steps == 1
      ? mean
      : .select(
        ref("step").isLess(than: .integer(steps - 1)), then: .float(1), otherwise: mean)
    let body = Tiling.full(0..<shape.channels, size: target.blockChannels).flatMap { block in
      let code = block.loop("c") { gather(block.size, from: $0) }
      return block.count > 1 ? code : [.block(code)]
    }
    return Function(
      name,
      comment:
        "adds some pixels to the mean of \(shape.height)x\(shape.width) pixels of \(shape.channels) channels,"
        + " in \(steps) \(steps == 1 ? "step" : "steps")",
      [
        .init("pixels", .sourceRows), .init("count", .index), .init("step", .index),
        .init("output", .destination),
      ], [.constant("factor", .float, factor)] + body)
  }

  private func gather(_ count: Int, from channel: Expression) -> [Statement] {
    let sum = ref("sum")
    let place = { (j: Expression) in ref("output")[channel + j] }
    func pixels(_ number: Expression, from first: Expression, to sums: Expression) -> [Statement] {
      loop("p", to: number) { p in
        [
          .constant("from", table.pixelType, table.pixel(at: first + p).advanced(by: channel)),
          lanes(count) { j in [.accumulate(sums[j], table.element(j, of: ref("from")))] },
        ]
      }
    }
    let width = Expression.integer(shape.width)
    let adding =
      !GlobalAveragePool.addsUpRows(of: shape)
      ? pixels(ref("count"), from: 0, to: sum)
      : steps > 1
        ? addingRow(to: sum, count) { pixels(ref("count"), from: 0, to: $0) }
        : loop("y", to: ref("count") / width) { y in
          addingRow(to: sum, count) { pixels(width, from: y * width, to: $0) }
        }
    return [
      .array("sum", .float, count: count),
      lanes(count) { j in
        let start = Expression.select(
          ref("step").isGreater(than: 0), then: place(j), otherwise: .float(0))
        return [.assign(sum[j], start)]
      },
    ] + adding + [lanes(count) { j in [.assign(place(j), sum[j] * ref("factor"))] }]
  }
}
