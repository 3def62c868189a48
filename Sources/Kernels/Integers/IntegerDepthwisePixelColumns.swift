import IR
import Targets

/// A few pixels of a depthwise convolution over integers, for machines that add up four products of bytes
/// in one step: those of the rows of a column of the window.
///
/// Pixels outside of the image hold the operand's zero point. Neighbouring pixels share columns.
package struct IntegerDepthwisePixelColumns: PixelKernel {
  var window: PixelWindow
  var channels: Int
  var group: ProductGroup
  /// Whether the input has unsigned integers.
  var readsUnsigned: Bool
  var epilogue: IntegerEpilogue

  package var name: String {
    "depthwise8_columns_pixels\(window.word)_c\(channels)" + (readsUnsigned ? "_unsigned" : "")
      + epilogue.word
  }

  var taps: ColumnTaps { ColumnTaps(rows: window.rows, columns: window.columns) }

  func panels(for target: Target) -> IntegerPanels {
    IntegerPanels(
      tilings: Tiling.full(0..<channels, size: target.integerBlock), taps: taps.count,
      inputs: 4, group: group, hasBias: true, epilogue: epilogue)
  }

  package func function(for target: Target) -> Function {
    let panels = panels(for: target)
    let most = target.integerDepthwiseTiles[0].pixels
    let tiles = PixelTiles(
      most: window.tile, largest: min(most, target.columnPixels(weights: taps.count)))
    let body = panels.tilings.flatMap { block in
      let code = block.loop("c") { channel in
        panels.pointers(channel)
          + tiles.loops { x, pixels in tile(x, pixels, channel, block.size, panels, target) }
      }
      return block.count > 1 ? code : [.block(code)]
    }
    return Function(
      name,
      comment: "\(window.rows)x\(window.columns) depthwise convolution of integers,"
        + " up to \(window.tile) pixels of \(channels) channels",
      [.init("pixels", .pointers(.int8)), .init("count", .index)] + panels.parameters
        + [.init("places", .places(.int8))], tiles.declarations + body)
  }

  private func tile(
    _ x: Expression, _ pixels: Int, _ channel: Expression, _ count: Int, _ panels: IntegerPanels,
    _ target: Target
  ) -> [Statement] {
    let sums = (0..<pixels).map { ref("a\($0)") }
    let covered = window.covered(by: pixels)
    let pointers = covered.flatMap { column in
      (0..<window.rows).map { row in
        Statement.constant(
          "p\(row)_\(column)", .pointer(.int8),
          window.pixel(x, row: .integer(row), column: .integer(column)).advanced(by: channel))
      }
    }
    let multiply = lanes(count) { j in
      let weights = (0..<taps.count).map { tap in
        Statement.constant(
          "w\(tap)", .scalar(.int32),
          IntegerFunction.quadAt(ref("panel").advanced(by: j * 4 + .integer(tap * 4 * count))))
      }
      // One column after the other, none of which is needed longer than that.
      let products = covered.flatMap { column in
        taps.quads.indices.flatMap { quad -> [Statement] in
          let name = "x\(column)_\(quad)"
          return [.constant(name, .scalar(.int32), self.column(column, taps.quads[quad], j))]
            + sums.indices.compactMap { pixel in
              guard let tap = window.tap(in: column, pixel: pixel) else { return nil }
              let weight = ref("w\(taps.tap(quad: quad, column: tap))")
              return .accumulate(sums[pixel][j], group.quadProduct(ref(name), weight))
            }
        }
      }
      return weights + products
    }
    let finish = panels.finish(sums, of: count, target) { pixel, j in
      ref("places")[x + .integer(pixel)][channel + j]
    }
    return (0..<pixels).map { .array("a\($0)", .scalar(.int32), count: count) }
      + [lanes(count) { j in sums.map { .assign($0[j], ref("numbers")[j]) } }] + pointers
      + [multiply] + (finish.map { [$0] } ?? [])
  }

  /// The elements of some rows in a column; rows that no window has meet weights of zero.
  private func column(_ column: Int, _ rows: Range<Int>, _ place: Expression) -> Expression {
    let count = rows.count == 4 ? 4 : 3
    let pointers = (0..<count).map { part in
      ref("p\(min(rows.lowerBound + part, rows.upperBound - 1))_\(column)").advanced(by: place)
    }
    let function: IntegerFunction = count == 4 ? .columnOfFour : .columnOfThree
    let flips = group.flips(readsUnsigned: readsUnsigned)
    let highest = Int(Int32(bitPattern: 0x8080_8080))
    return .apply(function.rawValue, pointers + [.signed(-1), .signed(flips ? highest : 0)])
  }
}
