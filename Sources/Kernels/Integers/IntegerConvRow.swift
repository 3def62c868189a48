import IR
import Targets

/// One row of a dense convolution or of a matrix product over integers.
///
/// Sums have 32 bits. Where several slices of the input add to them they are kept, and the last slice
/// requantises them.
package struct IntegerConvRow: RowKernel, TunableKernel {
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
  var group: ProductGroup
  /// Whether the input has unsigned integers.
  var readsUnsigned: Bool
  /// Whether the sums start from the bias instead of from those that are kept.
  var starts: Bool
  /// What makes integers of the sums; nil keeps them.
  var epilogue: IntegerEpilogue?
  /// How rows of the output lie among each other, if they do.
  var ring: InterleavedRing?
  /// Whether the rows are those that the kernel has made, with what is outside of the image around them.
  var isSurrounded = false

  package var name: String {
    "conv8_" + shapeWord + Self.word(zero, weightZero, readsUnsigned: readsUnsigned)
      + group.word + (epilogue?.word ?? "_sums") + (ring?.word ?? "")
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

  /// Whether the elements that a row of the window sees lie side by side.
  var isContiguous: Bool {
    inputPitch == inputChannels && inputPlane == 1 && columns.dilation == 1
  }

  package func candidateTiles(for target: Target) -> [RegisterTileSize] {
    target.integerTiles(
      channels: max(outputChannels - (halfPanel(for: target) ?? 0), 1), pixels: outputWidth,
      depth: rows.kernel * columns.kernel * inputChannels, group: group)
  }

  private func tile(for target: Target) -> RegisterTileSize {
    target.measuredTiles[name] ?? candidateTiles(for: target)[0]
  }

  func panels(for target: Target) -> IntegerPanels {
    // Fours may go on from a pixel to the next.
    let joins = group.isQuads && isContiguous
    let half = halfPanel(for: target)
    let whole = outputChannels - (half ?? 0)
    return IntegerPanels(
      tilings: Tiling.full(0..<whole, size: tile(for: target).channels)
        + (half.map { [Tiling(first: whole, size: $0, count: 1)] } ?? []),
      taps: rows.kernel * (joins ? 1 : columns.kernel),
      inputs: inputChannels * (joins ? columns.kernel : 1),
      group: group, joinsRests: joinsRests(for: target), endsInHalf: half != nil,
      hasBias: starts, epilogue: group.isQuads ? epilogue?.namingBounds : epilogue)
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
      + (ring == nil ? [] : [.init("turn", .index)])
  }

  package func function(for target: Target) -> Function {
    let panels = panels(for: target)
    let tile = tile(for: target)
    let surrounded = surrounded(for: target)
    let kernel = surrounded ?? self
    var body = raise(surrounded, target)
    for (index, panel) in panels.tilings.enumerated() {
      if panels.endsInHalf, index == panels.tilings.count - 1 {
        let channel = Expression.integer(panel.first)
        body.append(
          .block(
            panels.pointers(channel) + halfPanel(channel, of: panel.size, panels, target)))
        continue
      }
      let most = target.integerPixels(of: tile, channels: panel.size)
      let code = panel.loop("n") { channel in
        let runs = PixelRun.cut(
          width: outputWidth, window: kernel.columns, extent: kernel.inputWidth)
        let pixels = runs.flatMap { run in
          Tiling.even(run.pixels, largest: most).flatMap { tiles in
            tiles.loop("x") { x in
              kernel.tile(
                x, pixels: tiles.size, last: tiles.end - 1, columns: run.columns,
                channel, panel.size, panels, target)
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
        + " \(inputWidth)x\(inputChannels) to \(outputWidth)x\(outputChannels)"
        + (ring.map { "; " + $0.comment } ?? ""),
      inputParameters + panels.parameters + resultParameters, body)
  }

  private func tile(
    _ x: Expression, pixels: Int, last: Int, columns taps: Range<Int>, _ channel: Expression,
    _ channels: Int, _ panels: IntegerPanels, _ target: Target
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

    if group.isQuads {
      body += quadProducts(
        sums, x, last: last, taps, channels, panels, raised: raisedCount(for: target), target)
    } else {
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
      let multiply =
        isContiguous && panels.distance(taps: 1) == inputChannels
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
    }

    let finish = panels.finish(sums, of: channels, target) { pixel, j in
      output(x + .integer(pixel), channel, j, of: channels)
    }
    let keep = lanes(channels) { j in
      sums.indices.map { .assign(kept($0, j), sums[$0][j]) }
    }
    body += (panels.epilogue?.namedBounds ?? []) + [finish ?? keep]
    return [.block(body)]
  }

  /// Where a channel of a pixel lies in the output, one of a panel of so many channels.
  func output(
    _ pixel: Expression, _ channel: Expression, _ lane: Expression, of channels: Int
  ) -> Expression {
    guard let ring else {
      return ref("output")[pixel * .integer(outputPitch) + channel + lane]
    }
    return ref("output")[
      ring.place(
        pixel: pixel, turn: ref("turn"), first: channel, channel: lane, panel: channels,
        width: outputWidth)]
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
    if group == .pairs {
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
