import IR
import Targets

/// One row of a depthwise convolution.
///
/// Works on a block of channels at a time and on several neighbouring pixels, which share the
/// weights and the columns that their windows have in common.
package struct DepthwiseRow: RowKernel, TunableKernel {
  package var inputWidth: Int
  package var inputPitch: Int
  /// Pixels of a channel of the input that lie side by side before those of the next channel.
  package var inputPlane: Int
  package var outputWidth: Int
  package var outputPitch: Int
  package var channels: Int
  package var rows: AxisWindow
  package var columns: AxisWindow
  package var activation: Activation?

  package var name: String {
    let pitches =
      fromWord(pitch: inputPitch, of: channels, plane: inputPlane)
      + (outputPitch == channels ? "" : "_into\(outputPitch)")
    return "depthwise\(windowWord(rows, columns))_w\(inputWidth)to\(outputWidth)_c\(channels)"
      + pitches
      + Epilogue(activation: activation).suffix
  }

  package var isSingleRow: Bool { rows == AxisWindow(kernel: 1, stride: 1, before: 0) }

  package func candidateTiles(for target: Target) -> [RegisterTileSize] {
    let tile = RegisterTileSize(pixels: target.depthwisePixels, channels: target.depthwiseChannels)
    return [tile] + target.depthwiseTilesToMeasure
  }

  private func tile(for target: Target) -> RegisterTileSize {
    target.measuredTiles[name] ?? candidateTiles(for: target)[0]
  }

  /// How it reads its weights.
  package func blocks(for target: Target) -> DepthwiseBlocks {
    DepthwiseBlocks(
      tilings: Tiling.full(0..<channels, size: tile(for: target).channels),
      taps: rows.kernel * columns.kernel)
  }

  package func function(for target: Target) -> Function {
    let input: [Function.Parameter] =
      isSingleRow
      ? [.init("input", .source)]
      : [.init("rows", .sourceRows), .init("first", .index), .init("last", .index)]
    let blocks = blocks(for: target)
    let largest = tile(for: target).pixels
    // Channels inside of pixels: what a tile reads of a row lies in one piece then. Block by block, a
    // row would be read in strides that put all of it into a few sets of the cache.
    let body = PixelRun.cut(width: outputWidth, window: columns, extent: inputWidth).flatMap {
      run in
      Tiling.even(run.pixels, largest: largest).flatMap { tiles in
        tiles.loop("x") { x in
          blocks.tilings.flatMap { block in
            block.loop("c") { channel in
              let start = channel * .integer(blocks.depth)
              return [
                .block(
                  [.constant("block", .source, ref("weights").advanced(by: start))]
                    + tile(
                      x, pixels: tiles.size, columns: run.columns, channel, lanes: block.size))
              ]
            }
          }
        }
      }
    }
    return Function(
      name,
      comment: "\(rows.kernel)x\(columns.kernel) depthwise convolution, one row:"
        + " \(inputWidth) to \(outputWidth) pixels of \(channels) channels",
      input + [.init("weights", .source), .init("output", .destination)], body)
  }

  private func tile(
    _ x: Expression, pixels: Int, columns taps: Range<Int>, _ channel: Expression, lanes count: Int
  ) -> [Statement] {
    let sums = (0..<pixels).map { ref("a\($0)") }
    var body: [Statement] = (0..<pixels).map { .array("a\($0)", .float, count: count) }
    body.append(lanes(count) { j in sums.map { .assign($0[j], ref("block")[j]) } })

    let left = columns.place(of: x, firstTap: taps.lowerBound)
    let source: Expression = isSingleRow ? ref("input") : ref("rows")[ref("t")]
    // The columns that the tile's windows cover, counted from the first tap of the first pixel.
    let covered = Set(
      (0..<pixels).flatMap { pixel in
        (0..<taps.count).map { columns.offset(output: pixel, tap: $0) }
      })
    let row: [Statement] = [
      .constant(
        "from", .source,
        source.advanced(by: left * .integer(inputPitch) + channel * .integer(inputPlane))),
      .constant(
        "with", .source,
        ref("block").advanced(
          by: (isSingleRow ? 0 : ref("t") * .integer(columns.kernel * count))
            + .integer((1 + taps.lowerBound) * count))),
      lanes(count) { j in
        let inputs = covered.sorted().map { column in
          Statement.constant(
            "x\(column)", .float,
            ref("from")[.integer(column * inputPitch) + j * .integer(inputPlane)])
        }
        let products = (0..<taps.count).flatMap { tap -> [Statement] in
          let weight = Statement.constant(
            "w\(tap)", .float, ref("with")[.integer(tap * count) + j])
          return [weight]
            + sums.indices.map { pixel in
              let input = ref("x\(columns.offset(output: pixel, tap: tap))")
              return .accumulate(sums[pixel][j], input * ref("w\(tap)"))
            }
        }
        return inputs + products
      },
    ]
    body += isSingleRow ? row : [.loop(Loop("t", from: ref("first"), to: ref("last"), row))]

    let epilogue = Epilogue(activation: activation)
    body.append(
      lanes(count) { j in
        sums.indices.flatMap { pixel in
          epilogue.store(
            sums[pixel][j],
            to: ref("output")[(x + .integer(pixel)) * .integer(outputPitch) + channel + j],
            tag: "\(pixel)")
        }
      })
    return body
  }
}
