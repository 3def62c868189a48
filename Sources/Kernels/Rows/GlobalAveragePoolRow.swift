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
    let pixels = shape.height * shape.width
    let sum = ref("sum")
    let adding = loop("p", to: pixels / inputPlane) { part in
      loop("x", to: inputPlane) { x in
        let place = part * .integer(shape.channels * inputPlane) + x
        return [
          .constant(
            "from", .source, ref("input").advanced(by: place + channel * .integer(inputPlane))),
          lanes(count) { j in
            [.accumulate(sum[j], ref("from")[j * .integer(inputPlane)])]
          },
        ]
      }
    }
    return [.array("sum", .float, count: count), lanes(count) { [.assign(sum[$0], .float(0))] }]
      + adding + [
        lanes(count) { [.assign(ref("output")[channel + $0], sum[$0] * .float(1 / Float(pixels)))] }
      ]
  }
}
