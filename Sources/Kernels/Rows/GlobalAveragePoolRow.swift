import IR
import Targets

/// The single row of a global average: reads the whole operand.
package struct GlobalAveragePoolRow: RowKernel {
  package var shape: Shape
  /// The channels that it makes.
  package var channels: Int
  /// Pixels of a channel of the input that lie side by side before those of the next channel.
  package var inputPlane: Int

  package var name: String {
    "average_\(shape.height)x\(shape.width)x\(channels)"
      + (channels == shape.channels ? "" : "_of\(shape.channels)")
      + (inputPlane == 1 ? "" : "_planar\(inputPlane)")
  }

  package func function(for target: Target) -> Function {
    let body = Tiling.full(0..<channels, size: target.blockChannels).flatMap { block in
      let code = block.loop("c") { channel in average(of: block.size, from: channel) }
      return block.count > 1 ? code : [.block(code)]
    }
    return Function(
      name, comment: "mean of \(shape.height)x\(shape.width) pixels of \(channels) channels",
      [.init("input", .source), .init("output", .destination)], body)
  }

  private func average(of count: Int, from channel: Expression) -> [Statement] {
    let sum = ref("sum")
    func pixels(of y: Expression, to sums: Expression) -> [Statement] {
      loop("x", to: shape.width) { x in
        [
          .constant("from", .source, ref("input").advanced(by: place(y, x, of: channel))),
          lanes(count) { j in [.accumulate(sums[j], ref("from")[j * .integer(inputPlane)])] },
        ]
      }
    }
    let adding = loop("y", to: shape.height) { y in
      GlobalAveragePool.addsUpRows(of: shape)
        ? addingRow(to: sum, count) { pixels(of: y, to: $0) } : pixels(of: y, to: sum)
    }
    return [.array("sum", .float, count: count), lanes(count) { [.assign(sum[$0], .float(0))] }]
      + adding + [
        lanes(count) {
          [
            .assign(
              ref("output")[channel + $0], sum[$0] * .float(1 / Float(shape.height * shape.width)))
          ]
        }
      ]
  }

  private func place(_ y: Expression, _ x: Expression, of channel: Expression) -> Expression {
    let start = channel * .integer(inputPlane)
    if inputPlane == 1 {
      let pixel = y * .integer(shape.width) + x
      return pixel * .integer(shape.channels) + start
    }
    // A plane is a row of a channel, or all of them.
    let isRow = inputPlane == shape.width
    return y * .integer(isRow ? shape.rowCount : shape.width) + x + start
  }
}

/// Statements that add up a row in a variable of its own and add that to sums (`GlobalAveragePool.addsUpRows`).
func addingRow(
  to sums: Expression, _ count: Int, _ pixels: (Expression) -> [Statement]
) -> [Statement] {
  let row = ref("row")
  return [.array("row", .float, count: count), lanes(count) { [.assign(row[$0], .float(0))] }]
    + pixels(row) + [lanes(count) { [.accumulate(sums[$0], row[$0])] }]
}
