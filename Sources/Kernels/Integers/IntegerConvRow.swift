import IR
import Targets

/// One row of a dense convolution or of a matrix product over integers.
///
/// Sums have 32 bits. Where several slices of the input add to them they are kept, and the last slice
/// requantises them.
package struct IntegerConvRow: RowKernel {
  var inputWidth: Int
  var inputChannels: Int
  var inputPitch: Int
  /// Pixels of a channel of the input that lie side by side before those of the next channel.
  var inputPlane: Int
  var outputWidth: Int
  var outputChannels: Int
  var outputPitch: Int
  var rows: AxisWindow
  var columns: AxisWindow
  /// What is subtracted from the elements of the input and of the weights before they are multiplied.
  var zero: Int
  var weightZero: Int
  /// Whether the input has unsigned integers.
  var readsUnsigned: Bool
  /// Whether the sums start from the bias instead of from those that are kept.
  var starts: Bool
  /// What makes integers of the sums; nil keeps them.
  var epilogue: IntegerEpilogue?

  package var name: String {
    "conv8_" + shapeWord + Self.word(zero, weightZero, readsUnsigned: readsUnsigned)
      + (epilogue?.word ?? "_sums")
  }

  /// A word for names of kernels: the shapes, and where the elements lie.
  var shapeWord: String {
    let pitches =
      fromWord(pitch: inputPitch, of: inputChannels, plane: inputPlane)
      + (outputPitch == outputChannels ? "" : "_into\(outputPitch)")
    return
      "\(windowWord(rows, columns))_w\(inputWidth)to\(outputWidth)_c\(inputChannels)to\(outputChannels)"
      + pitches + (starts ? "" : "_more")
  }

  /// What is subtracted, in names of kernels.
  static func word(_ zero: Int, _ weightZero: Int, readsUnsigned: Bool) -> String {
    func text(_ number: Int) -> String { number < 0 ? "m\(-number)" : "\(number)" }
    return (readsUnsigned ? "_unsigned" : "") + (zero == 0 ? "" : "_less\(text(zero))")
      + (weightZero == 0 ? "" : "_weightless\(text(weightZero))")
  }

  var isSingleRow: Bool { rows == AxisWindow(kernel: 1, stride: 1, before: 0) }

  func panels(for target: Target) -> IntegerPanels {
    IntegerPanels(
      tilings: target.integerPanels(of: outputChannels), taps: rows.kernel * columns.kernel,
      inputs: inputChannels, inPairs: target.multipliesPairs, hasBias: starts, epilogue: epilogue)
  }

  /// The parameters before those of the weights, and after them.
  var inputParameters: [Function.Parameter] {
    isSingleRow
      ? [.init("input", .pointer(.int8))]
      : [.init("rows", .pointers(.int8)), .init("first", .index), .init("last", .index)]
  }
  var resultParameters: [Function.Parameter] {
    (!starts || epilogue == nil ? [.init("sums", .place(.int32))] : [])
      + (epilogue == nil ? [] : [.init("output", .place(.int8))])
  }

  package func function(for target: Target) -> Function {
    var body: [Statement] = []
    let panels = panels(for: target)
    for panel in panels.tilings {
      let code = panel.loop("n") { channel in
        let pixels = PixelRun.cut(width: outputWidth, window: columns, extent: inputWidth)
          .flatMap { run in
            Tiling.even(run.pixels, largest: target.integerTile.pixels).flatMap { tiles in
              tiles.loop("x") { x in
                tile(x, pixels: tiles.size, columns: run.columns, channel, panel.size, panels)
              }
            }
          }
        return panels.pointers(channel) + pixels
      }
      // A panel that stands outside a loop keeps its names to itself.
      body.append(panel.count > 1 ? code[0] : .block(code))
    }
    return Function(
      name,
      comment: "\(rows.kernel)x\(columns.kernel) convolution of integers, one row:"
        + " \(inputWidth)x\(inputChannels) to \(outputWidth)x\(outputChannels)",
      inputParameters + panels.parameters + resultParameters, body)
  }

  private func tile(
    _ x: Expression, pixels: Int, columns taps: Range<Int>, _ channel: Expression,
    _ channels: Int, _ panels: IntegerPanels
  ) -> [Statement] {
    let sums = (0..<pixels).map { ref("a\($0)") }
    func place(_ name: String, pitch: Int, _ pixel: Int, _ lane: Expression) -> Expression {
      ref(name)[(x + .integer(pixel)) * .integer(pitch) + channel + lane]
    }
    func kept(_ pixel: Int, _ lane: Expression) -> Expression {
      place("sums", pitch: outputChannels, pixel, lane)
    }
    var body: [Statement] = (0..<pixels).map {
      .array("a\($0)", .scalar(.int32), count: channels)
    }
    body.append(
      lanes(channels) { j in
        sums.indices.map { .assign(sums[$0][j], starts ? ref("numbers")[j] : kept($0, j)) }
      })

    let left = columns.place(of: x, firstTap: taps.lowerBound)
    let weightsOfTap = panels.distance(taps: 1) * channels
    let source: Expression = isSingleRow ? ref("input") : ref("rows")[ref("t")]
    let row: [Statement] = [
      .constant("from", .pointer(.int8), source.advanced(by: left * .integer(inputPitch))),
      .constant(
        "with", .pointer(.int8),
        ref("panel").advanced(
          by: (isSingleRow ? 0 : ref("t") * .integer(columns.kernel * weightsOfTap))
            + .integer(taps.lowerBound * weightsOfTap))),
    ]
    let isContiguous =
      inputPitch == inputChannels && inputPlane == 1 && columns.dilation == 1
      && panels.distance(taps: 1) == inputChannels
    let multiply =
      isContiguous
      ? products(sums, depth: taps.count * inputChannels, from: 0, with: 0, channels, panels)
      : loop("s", to: taps.count) { tap in
        products(
          sums, depth: inputChannels, from: tap * .integer(columns.dilation * inputPitch),
          with: tap * .integer(weightsOfTap), channels, panels)
      }
    if isSingleRow {
      body += row + multiply
    } else {
      body.append(.loop(Loop("t", from: ref("first"), to: ref("last"), row + multiply)))
    }

    body.append(
      lanes(channels) { j in
        sums.indices.map { pixel in
          guard let epilogue else { return .assign(kept(pixel, j), sums[pixel][j]) }
          return .assign(
            place("output", pitch: outputPitch, pixel, j),
            epilogue.result(sums[pixel][j]) { panels.number($0, lane: j, of: channels) })
        }
      })
    return [.block(body)]
  }

  /// Adds `depth` products to each sum: every input element times its row of a panel.
  private func products(
    _ sums: [Expression], depth: Int, from: Expression, with: Expression, _ channels: Int,
    _ panels: IntegerPanels
  ) -> [Statement] {
    func place(_ pixel: Int, _ k: Expression) -> Expression {
      from + k * .integer(inputPlane) + .integer(pixel * columns.stride * inputPitch)
    }
    func element(_ pixel: Int, _ k: Expression) -> Expression {
      let element = ref("from")[place(pixel, k)]
      return (readsUnsigned ? IntegerFunction.unsigned(element) : element).plus(-zero)
    }
    if panels.inPairs {
      let pairs = PairProducts(sums: sums, channels: channels, weightZero: weightZero)
      return pairs.add(depth: depth, weights: ref("with").advanced(by: with)) { pixel, k, isWhole in
        guard isWhole else { return IntegerFunction.pairOf(element(pixel, k), 0) }
        return inputPlane == 1 && zero == 0 && !readsUnsigned
          ? IntegerFunction.pairAt(ref("from").advanced(by: place(pixel, k)))
          : IntegerFunction.pairOf(element(pixel, k), element(pixel, k + 1))
      }
    }
    return loop("k", to: depth) { k in
      let row = with + k * .integer(channels)
      return sums.indices.map { .constant("x\($0)", .scalar(.int32), element($0, k)) } + [
        lanes(channels) { j in
          [.constant("w", .scalar(.int32), ref("with")[row + j].plus(-weightZero))]
            + sums.indices.map { .addWrapping(ref("x\($0)") * ref("w"), to: sums[$0][j]) }
        }
      ]
    }
  }
}
