import IR
import Targets

/// One row of a depthwise convolution over integers.
package struct IntegerDepthwiseRow: RowKernel, TunableKernel {
  var inputWidth: Int
  var inputPitch: Int
  /// Pixels of a channel of the input that lie side by side before those of the next channel.
  var inputPlane: Int
  var outputWidth: Int
  var outputPitch: Int
  var channels: Int
  var rows: AxisWindow
  var columns: AxisWindow
  /// What is subtracted from the elements of the input and of the weights before they are multiplied.
  var zero: Int
  var weightZero: Int
  /// Whether the input has unsigned integers.
  var readsUnsigned: Bool
  var epilogue: IntegerEpilogue

  package var name: String {
    "depthwise8_" + shapeWord + IntegerConvRow.word(zero, weightZero, readsUnsigned: readsUnsigned)
      + epilogue.word
  }

  /// A word for names of kernels: the shapes, and where the elements lie.
  var shapeWord: String {
    let pitches =
      fromWord(pitch: inputPitch, of: channels, plane: inputPlane)
      + (outputPitch == channels ? "" : "_into\(outputPitch)")
    return "\(windowWord(rows, columns))_w\(inputWidth)to\(outputWidth)_c\(channels)" + pitches
  }

  var isSingleRow: Bool { rows == AxisWindow(kernel: 1, stride: 1, before: 0) }

  package func candidateTiles(for target: Target) -> [RegisterTileSize] {
    target.integerDepthwiseTiles
  }

  func panels(for target: Target) -> IntegerPanels {
    IntegerPanels(
      tilings: Tiling.full(0..<channels, size: target.integerBlock),
      taps: rows.kernel * columns.kernel, inputs: 1, group: .single, hasBias: true,
      epilogue: epilogue)
  }

  /// The parameters before those of the weights.
  var inputParameters: [Function.Parameter] {
    isSingleRow
      ? [.init("input", .pointer(.int8))]
      : [.init("rows", .pointers(.int8)), .init("first", .index), .init("last", .index)]
  }

  package func function(for target: Target) -> Function {
    let panels = panels(for: target)
    let pixels = (target.measuredTiles[name] ?? candidateTiles(for: target)[0]).pixels
    let body = PixelRun.cut(width: outputWidth, window: columns, extent: inputWidth).flatMap {
      run in
      Tiling.even(run.pixels, largest: pixels).flatMap { tiles in
        tiles.loop("x") { x in
          panels.tilings.flatMap { block in
            block.loop("c") { channel in
              [
                .block(
                  panels.pointers(channel)
                    + tile(
                      x, pixels: tiles.size, columns: run.columns, channel, block.size, panels))
              ]
            }
          }
        }
      }
    }
    return Function(
      name,
      comment: "\(rows.kernel)x\(columns.kernel) depthwise convolution of integers, one row:"
        + " \(inputWidth) to \(outputWidth) pixels of \(channels) channels",
      inputParameters + panels.parameters + [.init("output", .place(.int8))], body)
  }

  private func tile(
    _ x: Expression, pixels: Int, columns taps: Range<Int>, _ channel: Expression, _ count: Int,
    _ panels: IntegerPanels
  ) -> [Statement] {
    let sums = (0..<pixels).map { ref("a\($0)") }
    let left = columns.place(of: x, firstTap: taps.lowerBound)
    let source: Expression = isSingleRow ? ref("input") : ref("rows")[ref("t")]
    // The columns that the tile's windows cover, counted from the first tap of the first pixel.
    let covered = Set(
      (0..<pixels).flatMap { pixel in
        (0..<taps.count).map { columns.offset(output: pixel, tap: $0) }
      })
    let row: [Statement] = [
      .constant(
        "from", .pointer(.int8),
        source.advanced(by: left * .integer(inputPitch) + channel * .integer(inputPlane))),
      .constant(
        "with", .pointer(.int8),
        ref("panel").advanced(
          by: (isSingleRow ? 0 : ref("t") * .integer(columns.kernel * count))
            + .integer(taps.lowerBound * count))),
      lanes(count) { j in
        let weights = (0..<taps.count).map { tap in
          Statement.constant(
            "w\(tap)", .scalar(.int32), ref("with")[.integer(tap * count) + j].plus(-weightZero))
        }
        // One column after the other, none of which is needed longer than that.
        let products = covered.sorted().flatMap { column -> [Statement] in
          let element = ref("from")[.integer(column * inputPitch) + j * .integer(inputPlane)]
          let input = Statement.constant(
            "x\(column)", .scalar(.int32),
            (readsUnsigned ? IntegerFunction.unsigned(element) : element).plus(-zero))
          return [input]
            + sums.indices.compactMap { pixel in
              guard let tap = columns.tap(atOffset: column, output: pixel, of: taps.count) else {
                return nil
              }
              return .addWrapping(ref("x\(column)") * ref("w\(tap)"), to: sums[pixel][j])
            }
        }
        return weights + products
      },
    ]
    return (0..<pixels).map { .array("a\($0)", .scalar(.int32), count: count) }
      + [lanes(count) { j in sums.map { .assign($0[j], ref("numbers")[j]) } }]
      + (isSingleRow ? row : [.loop(Loop("t", from: ref("first"), to: ref("last"), row))])
      + [
        lanes(count) { j in
          sums.indices.map { pixel in
            .assign(
              ref("output")[(x + .integer(pixel)) * .integer(outputPitch) + channel + j],
              epilogue.result(sums[pixel][j]) { panels.number($0, lane: j, of: count) })
          }
        }
      ]
  }
}
