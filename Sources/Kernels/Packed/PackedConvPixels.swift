import IR
import Targets

/// A few pixels of a dense convolution or of a matrix product over integers, multiplied in packed words.
struct PackedConvPixels: PixelKernel {
  /// What it computes.
  var conv: IntegerConvPixels
  var epilogue: PackedEpilogue

  var name: String {
    "packed_" + conv.shapeWord + IntegerConvRow.word(0, 0, readsUnsigned: conv.readsUnsigned)
      + epilogue.word + (conv.epilogue == nil ? "_sums" : "")
  }

  private var window: PixelWindow { conv.window }
  var run: PackedRun { PackedRun(count: conv.inputChannels) }

  var tile: PackedTile {
    PackedTile(
      depth: window.taps * run.words, channels: conv.outputChannels, hasBias: conv.starts,
      epilogue: epilogue, finishes: conv.epilogue != nil)
  }

  func function(for target: Target) -> Function {
    guard let packed = target.packed else {
      preconditionFailure("packed words on a target without them")
    }
    let tile = tile
    let tiles = PixelTiles(most: window.tile, largest: packed.pixels(depth: tile.depth))
    let body = tiles.loops { x, pixels in
      [.array("wide", .scalar(.int32), count: tile.depth * pixels)] + pack(x, pixels)
        + tile.code(
          pixels: pixels, packed,
          kept: { ref("sums")[x + .integer($0)][$1] }, to: .pixels(from: x))
    }
    return Function(
      name,
      comment: "\(window.rows)x\(window.columns) convolution of packed integers, up to"
        + " \(window.tile) pixels: \(conv.inputChannels) to \(conv.outputChannels) channels",
      [
        .init("pixels", .pointers(.int8)), .init("count", .index),
        .init("factors", .pointer(.int32)),
      ] + conv.resultParameters, tiles.declarations + body)
  }

  private func pack(_ x: Expression, _ pixels: Int) -> [Statement] {
    loop("t", to: window.rows) { row in
      loop("s", to: window.columns) { column in
        let pointers = (0..<pixels).map { pixel in
          Statement.constant(
            "p\(pixel)", window.table.pixelType(.int8),
            window.pixel(x, plus: pixel, row: row, tap: column))
        }
        let tap = row * .integer(window.columns) + column
        return pointers
          + run.pack(
            pixels: pixels, at: tap * .integer(run.words), unsigned: conv.readsUnsigned,
            bytes: window.planes == 1 ? { ref("p\($0)") } : nil
          ) { pixel, k in
            let element = window.table.element(k, of: ref("p\(pixel)"))
            return conv.readsUnsigned ? IntegerFunction.unsigned(element) : element
          }
      }
    }
  }
}
