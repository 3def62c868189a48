import IR
import Targets

/// A few pixels of a depthwise convolution over integers.
package struct IntegerDepthwisePixels: PixelKernel {
  var window: PixelWindow
  var channels: Int
  var weightZero: Int
  /// Whether the input has unsigned integers.
  var readsUnsigned: Bool
  var epilogue: IntegerEpilogue

  package var name: String {
    "depthwise8_" + shapeWord + IntegerConvRow.word(0, weightZero, readsUnsigned: readsUnsigned)
      + epilogue.word
  }

  /// A word for names of kernels: the shapes.
  var shapeWord: String { "pixels\(window.word)_c\(channels)" }

  func panels(for target: Target) -> IntegerPanels {
    IntegerPanels(
      tilings: Tiling.full(0..<channels, size: target.integerBlock), taps: window.taps, inputs: 1,
      group: .single, hasBias: true, epilogue: epilogue)
  }

  package func function(for target: Target) -> Function {
    let panels = panels(for: target)
    let body = panels.tilings.flatMap { block in
      let code = block.loop("c") { channel in
        panels.pointers(channel)
          + [.loop(Loop("x", to: ref("count"), pixel(channel, block.size, panels)))]
      }
      return block.count > 1 ? code : [.block(code)]
    }
    return Function(
      name,
      comment: "\(window.rows)x\(window.columns) depthwise convolution of integers,"
        + " up to \(window.tile) pixels of \(channels) channels",
      [.init("pixels", .pointers(.int8)), .init("count", .index)] + panels.parameters
        + [.init("places", .places(.int8))], body)
  }

  private func pixel(
    _ channel: Expression, _ count: Int, _ panels: IntegerPanels
  ) -> [Statement] {
    let (x, sum) = (ref("x"), ref("a"))
    let multiply = loop("t", to: window.rows) { row in
      loop("s", to: window.columns) { column in
        let tap = row * .integer(window.columns) + column
        let place = window.pixel(x, row: row, tap: column)
        return [
          .constant(
            "from", window.table.pixelType(.int8), place.advanced(by: channel)),
          .constant(
            "with", .pointer(.int8), ref("panel").advanced(by: tap * .integer(count))),
          lanes(count) { j in
            let element = window.table.element(j, of: ref("from"))
            return [
              .addWrapping(
                (readsUnsigned ? IntegerFunction.unsigned(element) : element)
                  * ref("with")[j].plus(-weightZero), to: sum[j])
            ]
          },
        ]
      }
    }
    return [
      .array("a", .scalar(.int32), count: count),
      lanes(count) { [.assign(sum[$0], ref("numbers")[$0])] },
    ] + multiply + [
      .constant("to", .place(.int8), ref("places")[x].advanced(by: channel)),
      lanes(count) { j in
        [
          .assign(
            ref("to")[j],
            epilogue.result(sum[j]) { panels.number($0, lane: j, of: count) })
        ]
      },
    ]
  }
}
