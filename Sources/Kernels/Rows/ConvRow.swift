import IR
import Targets

/// One row of a dense convolution or of a matrix product.
///
/// A register tile of pixels by output channels passes over the panels of weights.
package struct ConvRow: RowKernel, TiledKernel {
  /// Pixels of an input row, its channels that are read, and the distance between pixels.
  package var inputWidth: Int
  package var inputChannels: Int
  package var inputPitch: Int
  /// Pixels of a channel of the input that lie side by side before those of the next channel.
  package var inputPlane: Int
  package var outputWidth: Int
  package var outputChannels: Int
  package var outputPitch: Int
  package var rows: AxisWindow
  package var columns: AxisWindow
  /// Whether the sums start from what the row holds instead of from the bias.
  package var accumulates: Bool
  package var activation: Activation?

  package var name: String {
    let pitches =
      fromWord(pitch: inputPitch, of: inputChannels, plane: inputPlane)
      + (outputPitch == outputChannels ? "" : "_into\(outputPitch)")
    return
      "conv\(windowWord(rows, columns))_w\(inputWidth)to\(outputWidth)_c\(inputChannels)to\(outputChannels)"
      + pitches + (accumulates ? "_more" : "") + Epilogue(activation: activation).suffix
  }

  /// Whether the row looks at a single row of the input.
  package var isSingleRow: Bool { rows == AxisWindow(kernel: 1, stride: 1, before: 0) }

  package var depth: Int { rows.kernel * columns.kernel * inputChannels }

  package func pixelTilings(largest: Int) -> [Tiling] {
    tiledRuns(largest: largest).map(\.tiles)
  }

  /// The tiles of the pixels of a row, and the columns of the window that each sees.
  private func tiledRuns(largest: Int) -> [(tiles: Tiling, columns: Range<Int>)] {
    PixelRun.cut(width: outputWidth, window: columns, extent: inputWidth).flatMap { run in
      Tiling.balanced(run.pixels, largest: largest).map { ($0, run.columns) }
    }
  }

  /// How it reads its weights.
  package func panels(for target: Target) -> DensePanels {
    DensePanels(
      tilings: Tiling.full(0..<outputChannels, size: tile(for: target).channels),
      taps: rows.kernel * columns.kernel, inputChannels: inputChannels, hasBias: !accumulates)
  }

  package func function(for target: Target) -> Function {
    let input: [Function.Parameter] =
      isSingleRow
      ? [.init("input", .source)]
      : [.init("rows", .sourceRows), .init("first", .index), .init("last", .index)]
    var body: [Statement] = []
    let panels = panels(for: target)
    let runs = tiledRuns(largest: tile(for: target).pixels)
    for panel in panels.tilings {
      let code = panel.loop("n") { channel in
        let pixels = runs.flatMap { tiles, columns in
          tiles.loop("x") { x in
            tile(x, pixels: tiles.size, columns: columns, channel, channels: panel.size, panels)
          }
        }
        return [
          .constant(
            "panel", .source, ref("weights").advanced(by: channel * .integer(panels.depth)))
        ] + pixels
      }
      // A panel that stands outside a loop keeps its names to itself.
      body.append(panel.count > 1 ? code[0] : .block(code))
    }
    return Function(
      name,
      comment: "\(rows.kernel)x\(columns.kernel) convolution, one row:"
        + " \(inputWidth)x\(inputChannels) to \(outputWidth)x\(outputChannels)",
      input + [.init("weights", .source), .init("output", .destination)], body)
  }

  private func tile(
    _ x: Expression, pixels: Int, columns taps: Range<Int>, _ channel: Expression, channels: Int,
    _ panels: DensePanels
  ) -> [Statement] {
    let sums = (0..<pixels).map { ref("a\($0)") }
    func place(_ pixel: Int, _ lane: Expression) -> Expression {
      ref("output")[(x + .integer(pixel)) * .integer(outputPitch) + channel + lane]
    }
    var body: [Statement] = (0..<pixels).map { .array("a\($0)", .float, count: channels) }
    body.append(
      lanes(channels) { j in
        sums.indices.map { .assign(sums[$0][j], accumulates ? place($0, j) : ref("panel")[j]) }
      })

    let left = columns.place(of: x, firstTap: taps.lowerBound)
    let weightsOfRow = columns.kernel * inputChannels * channels
    let firstWeight = panels.biasCount * channels + taps.lowerBound * inputChannels * channels
    let source: Expression = isSingleRow ? ref("input") : ref("rows")[ref("t")]
    let row: [Statement] = [
      .constant("from", .source, source.advanced(by: left * .integer(inputPitch))),
      .constant(
        "with", .source,
        ref("panel").advanced(
          by: (isSingleRow ? 0 : ref("t") * .integer(weightsOfRow)) + .integer(firstWeight))),
    ]
    let isContiguous =
      inputPitch == inputChannels && inputPlane == 1 && columns.dilation == 1
    let multiply =
      isContiguous
      ? products(sums, depth: taps.count * inputChannels, from: 0, with: 0, channels)
      : loop("s", to: taps.count) { tap in
        products(
          sums, depth: inputChannels, from: tap * .integer(columns.dilation * inputPitch),
          with: tap * .integer(inputChannels * channels), channels)
      }
    if isSingleRow {
      body += row + multiply
    } else {
      body.append(.loop(Loop("t", from: ref("first"), to: ref("last"), row + multiply)))
    }

    let epilogue = Epilogue(activation: activation)
    body.append(
      lanes(channels) { j in
        sums.indices.flatMap { epilogue.store(sums[$0][j], to: place($0, j), tag: "\($0)") }
      })
    return [.block(body)]
  }

  /// Adds `depth` products to each sum: every input element times its row of a panel.
  private func products(
    _ sums: [Expression], depth: Int, from: Expression, with: Expression, _ channels: Int
  ) -> [Statement] {
    loop("k", to: depth) { k in
      let distance = columns.stride * inputPitch
      let elements = sums.indices.map { pixel in
        Statement.constant(
          "x\(pixel)", .float,
          ref("from")[from + k * .integer(inputPlane) + .integer(pixel * distance)])
      }
      let row = with + k * .integer(channels)
      return elements + [
        lanes(channels) { j in
          [.constant("w", .float, ref("with")[row + j])]
            + sums.indices.map { .accumulate(sums[$0][j], ref("x\($0)") * ref("w")) }
        }
      ]
    }
  }
}
