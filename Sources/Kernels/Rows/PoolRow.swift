import IR
import Targets

/// One row of a pool: the largest or the mean of each channel over a window.
package struct PoolRow: RowKernel {
  var reduction: PoolReduction
  var scalar: Scalar
  var inputWidth: Int
  var inputHeight: Int
  var outputHeight: Int
  var inputPitch: Int
  /// Pixels of a channel of the input that lie side by side before those of the next channel.
  var inputPlane: Int
  /// Whether the input has unsigned integers.
  var readsUnsigned: Bool
  var outputWidth: Int
  var outputPitch: Int
  var channels: Int
  var rows: AxisWindow
  var columns: AxisWindow

  package var name: String {
    let pitches =
      fromWord(pitch: inputPitch, of: channels, plane: inputPlane)
      + (outputPitch == channels ? "" : "_into\(outputPitch)")
    return "\(reduction.word)\(scalar == .int8 ? "8_" : "")\(windowWord(rows, columns))"
      + "_w\(inputWidth)to\(outputWidth)"
      + "_h\(inputHeight)to\(outputHeight)_c\(channels)" + pitches
      + (readsUnsigned ? "_unsigned" : "")
  }

  private var isSingleRow: Bool { rows == AxisWindow(kernel: 1, stride: 1, before: 0) }

  package func function(for target: Target) -> Function {
    let input: [Function.Parameter] =
      isSingleRow
      ? [.init("input", .pointer(scalar))]
      : [.init("rows", .pointers(scalar)), .init("first", .index), .init("last", .index)]
    let body = PixelRun.cut(width: outputWidth, window: columns, extent: inputWidth).flatMap {
      run in
      Tiling.full(run.pixels, size: 1).flatMap { tiles in
        tiles.loop("x") { x in
          Tiling.full(0..<channels, size: target.depthwiseChannels).flatMap { block in
            block.loop("c") { channel in
              [.block(pixel(x, run.columns, channel, block.size))]
            }
          }
        }
      }
    }
    return Function(
      name,
      comment: "\(rows.kernel)x\(columns.kernel) \(reduction == .max ? "max" : "average") pool,"
        + " one row: \(inputWidth) to \(outputWidth) pixels of \(channels) channels",
      input + [.init("output", .place(scalar))], body)
  }

  private func pixel(
    _ x: Expression, _ taps: Range<Int>, _ channel: Expression, _ count: Int
  ) -> [Statement] {
    let sum = ref("a")
    let left = columns.place(of: x, firstTap: taps.lowerBound)
    let source: Expression = isSingleRow ? ref("input") : ref("rows")[ref("t")]
    let row =
      [
        Statement.constant(
          "from", .pointer(scalar),
          source.advanced(by: left * .integer(inputPitch) + channel * .integer(inputPlane)))
      ]
      + loop("s", to: taps.count) { tap in
        [
          lanes(count) { j in
            let element = ref("from")[
              tap * .integer(columns.dilation * inputPitch) + j * .integer(inputPlane)]
            return [reduction.take(element.signed(readsUnsigned), into: sum[j])]
          }
        ]
      }
    return [
      .array("a", .scalar(scalar == .float ? .float : .int32), count: count),
      lanes(count) { [.assign(sum[$0], reduction.start(scalar))] },
    ] + (isSingleRow ? row : [.loop(Loop("t", from: ref("first"), to: ref("last"), row))])
      + finish(sum, x, taps.count, channel, count)
  }

  private func finish(
    _ sum: Expression, _ x: Expression, _ columns: Int, _ channel: Expression, _ count: Int
  ) -> [Statement] {
    func store(_ value: (Expression) -> Expression) -> Statement {
      lanes(count) { j in
        [.assign(ref("output")[x * .integer(outputPitch) + channel + j], value(sum[j]))]
      }
    }
    func clamped(_ x: Expression) -> Expression {
      IntegerFunction.clamped(x, .signed(-128), .integer(127))
    }
    switch reduction {
    case .max: return [store { scalar == .float ? $0 : clamped($0) }]
    case .scaled(let mean): return [store { mean.result($0) }]
    case .quotient(let up):
      let quotient: IntegerFunction = up ? .quotientUp : .quotient
      let pixels: Statement = .constant(
        "pixels", .scalar(.int32), IntegerFunction.narrowed(rowsInside * .integer(columns)))
      return [pixels, store { clamped(quotient($0, ref("pixels"))) }]
    case .mean:
      let factors = heights.map { Expression.float(1 / Float($0 * columns)) }
      let factor = zip(heights, factors).dropLast().reversed().reduce(factors[factors.count - 1]) {
        others, entry in
        .select(
          rowsInside.isLess(than: .integer(entry.0 + 1)), then: entry.1, otherwise: others)
      }
      return [.constant("factor", .float, factor), store { $0 * ref("factor") }]
    }
  }

  /// How many rows of the window lie inside of the image: known only when the kernel runs, if at all.
  private var rowsInside: Expression {
    heights.count == 1 ? .integer(heights[0]) : ref("last") - ref("first")
  }

  /// How many that may be, the least first.
  private var heights: [Int] {
    let counts = (0..<outputHeight).map { rows.taps(at: $0, extent: inputHeight).count }
    return Set(counts).sorted()
  }
}
