import IR
import Targets

/// One row of a depthwise convolution over integers, two channels of which are in a word.
///
/// What lies outside of the image is the operand's zero point there, so that what it takes from a sum
/// stands in the bias.
struct PackedDepthwiseRow: RowKernel {
  /// What it computes.
  var conv: IntegerDepthwiseRow
  var epilogue: PackedEpilogue
  /// What stands outside of the image.
  var zero: Int

  var name: String {
    "packed_depthwise_" + conv.shapeWord
      + IntegerConvRow.word(zero, 0, readsUnsigned: conv.readsUnsigned) + epilogue.word
  }

  private var rows: AxisWindow { conv.rows }
  private var columns: AxisWindow { conv.columns }

  var lanes: PackedLanes {
    PackedLanes(channels: conv.channels, taps: rows.kernel * columns.kernel, epilogue: epilogue)
  }

  func function(for target: Target) -> Function {
    guard let packed = target.packed else {
      preconditionFailure("packed words on a target without them")
    }
    // Where all rows lie inside, as they mostly do, there is no loop over them; large windows would take
    // too much code.
    let isWhole = (ref("last") - ref("first")).isGreater(than: .integer(rows.kernel - 1))
    return Function(
      name,
      comment: "\(rows.kernel)x\(columns.kernel) depthwise convolution of packed integers, one row:"
        + " \(conv.inputWidth) to \(conv.outputWidth) pixels of \(conv.channels) channels",
      conv.inputParameters + [.init("factors", .pointer(.int32)), .init("output", .place(.int8))],
      conv.isSingleRow
        ? body(packed, allRows: true)
        : lanes.taps > 25
          ? body(packed, allRows: false)
          : [
            .when(
              isWhole, body(packed, allRows: true), otherwise: body(packed, allRows: false))
          ])
  }

  private func body(_ packed: PackedInstructions, allRows: Bool) -> [Statement] {
    PixelRun.cut(width: conv.outputWidth, window: columns, extent: conv.inputWidth).flatMap { run in
      let most = packed.depthwisePixels
      let largest =
        PackedRowStep.pixels(columns: run.columns.count, most: most) ?? most
      return Tiling.even(run.pixels, largest: largest).flatMap { tiles in
        tiles.loop("x") { x in
          [
            .block(
              lanes.code { channel, places, widened in
                tile(
                  x, pixels: tiles.size, columns: run.columns, channel, places, widened,
                  allRows: allRows)
              })
          ]
        }
      }
    }
  }

  private func tile(
    _ x: Expression, pixels: Int, columns inside: Range<Int>, _ channel: Expression,
    _ places: [Int], _ widened: PackedLanes.Widened, allRows: Bool
  ) -> [Statement] {
    let count = places.count
    let multiply: [Statement]
    var before: [Statement] = (0..<count).flatMap { lane -> [Statement] in
      [.variable("b\(lane)", .scalar(.int32)), .assign(ref("b\(lane)"), ref("w")[.integer(lane)])]
    }
    let zeros = IntegerFunction.pairOf(.signed(zero), .signed(zero))
    func addZeros(_ tap: Expression) -> [Statement] {
      (0..<count).map { lane in
        let add: PackedOperation = lane == 0 ? .addLowProduct : .addHighProduct
        return .assign(ref("b\(lane)"), add(ref("b\(lane)"), zeros, lanes.weight(tap)))
      }
    }
    let width = columns.kernel
    if zero != 0, !allRows {
      for (from, to) in [(0, ref("first")), (ref("last"), .integer(rows.kernel))] {
        before.append(
          .loop(
            Loop(
              "t", from: from, to: to,
              (0..<width).flatMap { addZeros(ref("t") * .integer(width) + .integer($0)) })))
      }
    }
    func row(_ t: Expression) -> [Statement] {
      self.row(x, pixels, inside, channel, places, widened, row: t)
    }
    if zero != 0 {
      // Columns outside of the image, in the rows that are inside.
      let outside = (0..<width).filter { !inside.contains($0) }
      func columns(_ t: Expression) -> [Statement] {
        outside.flatMap { addZeros(t * .integer(width) + .integer($0)) }
      }
      if !outside.isEmpty {
        before +=
          allRows
          ? (0..<rows.kernel).flatMap { columns(.integer($0)) }
          : [.loop(Loop("t", from: ref("first"), to: ref("last"), columns(ref("t"))))]
      }
    }
    multiply =
      allRows
      ? (0..<rows.kernel).map { .block(row(.integer($0))) }
      : [.loop(Loop("t", from: ref("first"), to: ref("last"), row(ref("t"))))]
    return before + lanes.start(pixels: pixels, lanes: count) { ref("b\($0)") } + multiply
      + lanes.finish(pixels: pixels, lanes: count) { pixel, lane in
        ref("output")[
          (x + .integer(pixel)) * .integer(conv.outputPitch) + channel + .integer(places[lane])]
      }
  }

  /// Adds the products of a row of the windows.
  private func row(
    _ x: Expression, _ pixels: Int, _ inside: Range<Int>, _ channel: Expression, _ places: [Int],
    _ widened: PackedLanes.Widened, row t: Expression
  ) -> [Statement] {
    let left = columns.place(of: x, firstTap: inside.lowerBound)
    let source: Expression = conv.isSingleRow ? ref("input") : ref("rows")[t]
    let from = Statement.constant(
      "from", .pointer(.int8),
      source.advanced(
        by: left * .integer(conv.inputPitch) + channel * .integer(conv.inputPlane)))
    if let step = step(pixels, inside, widened) {
      let sums = (0..<pixels).flatMap { pixel in (0...1).map { ref("a\(pixel)_\($0)") } }
      let loose = t.literal == nil
      let first = .integer(columns.kernel) * t + .integer(inside.lowerBound + 2)
      let (pointer, place): (Expression, Expression) =
        loose ? (ref("w").advanced(by: first), 0) : (ref("w"), first)
      return [
        from,
        .call(step.name, [ref("from"), .integer(conv.inputPitch), pointer, place] + sums),
      ]
    }
    let weights = inside.map { tap in
      Statement.constant(
        "w\(tap)", .scalar(.int32),
        lanes.weight(t * .integer(columns.kernel) + .integer(tap)))
    }
    let covered = Set(
      (0..<pixels).flatMap { pixel in inside.map { columns.offset(output: pixel, tap: $0) } })
    let products = covered.sorted().flatMap { column -> [Statement] in
      let place = (column - columns.offset(output: 0, tap: inside.lowerBound)) * conv.inputPitch
      let widening: PackedLanes.Widened = conv.inputPlane == 1 ? widened : .single
      let word = lanes.word(
        ref("from").advanced(by: .integer(place)), widening, unsigned: conv.readsUnsigned
      ) { lane in
        guard lane < places.count else { return nil }
        let element = ref("from")[.integer(place + places[lane] * conv.inputPlane)]
        return conv.readsUnsigned ? IntegerFunction.unsigned(element) : element
      }
      return [.constant("x\(column)", .scalar(.int32), word)]
        + (0..<pixels).flatMap { pixel -> [Statement] in
          guard let tap = columns.tap(atOffset: column, output: pixel, of: columns.kernel),
            inside.contains(tap)
          else { return [] }
          return lanes.products(
            pixel: pixel, lanes: places.count, ref("x\(column)"), ref("w\(tap)"))
        }
    }
    return [from] + weights + products
  }

  /// The step that a machine has for the row of such windows, if it has one that reaches all columns.
  private func step(
    _ pixels: Int, _ inside: Range<Int>, _ widened: PackedLanes.Widened
  ) -> PackedRowStep? {
    guard widened != .single, !conv.readsUnsigned, conv.inputPlane == 1, columns.dilation == 1
    else { return nil }
    let step = PackedRowStep(
      columns: inside.count, stride: columns.stride, pixels: pixels, isOdd: widened == .odd)
    return step.isKnown(at: conv.inputPitch) ? step : nil
  }
}
