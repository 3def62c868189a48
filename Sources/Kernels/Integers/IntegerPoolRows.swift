import IR
import Targets

extension IntegerMean {
  /// A word for names of kernels.
  var word: String {
    switch self {
    case .quotient(let pixels): "quotient\(pixels)"
    case .quotientUp(let pixels): "quotient_up\(pixels)"
    case .scaled(let requantizer, let zeros):
      IntegerEpilogue(requantizer).numbers(0..<1).map { $0 < 0 ? "m\(-Int($0))" : "\($0)" }
        .joined(separator: "_") + "_less\(zeros < 0 ? "m" : "")\(abs(zeros))"
        + IntegerEpilogue(requantizer).word
    }
  }

  /// The `int8` of a sum.
  func result(_ sum: Expression) -> Expression {
    switch self {
    case .quotient(let pixels):
      IntegerFunction.clamped(
        IntegerFunction.quotient(sum, .integer(pixels)), .signed(-128), .integer(127))
    case .quotientUp(let pixels):
      IntegerFunction.clamped(
        IntegerFunction.quotientUp(sum, .integer(pixels)), .signed(-128), .integer(127))
    case .scaled(let requantizer, let zeros):
      IntegerEpilogue(requantizer).result(sum.plus(-zeros))
    }
  }
}

/// The single row of a global average over integers: reads the whole operand.
package struct IntegerMeanRow: RowKernel {
  var shape: Shape
  /// The channels that it makes.
  var channels: Int
  /// Pixels of a channel of the input that lie side by side before those of the next channel.
  var inputPlane: Int
  /// Whether the input has unsigned integers.
  var readsUnsigned: Bool
  var mean: IntegerMean

  package var name: String {
    "average8_\(shape.height)x\(shape.width)x\(channels)"
      + (channels == shape.channels ? "" : "_of\(shape.channels)")
      + (inputPlane == 1 ? "" : "_planar\(inputPlane)")
      + (readsUnsigned ? "_unsigned" : "") + "_" + mean.word
  }

  package func function(for target: Target) -> Function {
    let parameters: [Function.Parameter] = [
      .init("input", .pointer(.int8)), .init("output", .place(.int8)),
    ]
    let comment = "mean of \(shape.height)x\(shape.width) integers of \(channels) channels"
    if let many = averagesOfMany(target) {
      return Function(name, comment: comment, parameters, many)
    }
    // Of one block the sums would wait for each other, and each line of the cache be read once a block.
    let body = Tiling.full(0..<channels, size: 4 * target.integerBlock).flatMap { block in
      let code = block.loop("c") { channel in average(of: block.size, from: channel) }
      return block.count > 1 ? code : [.block(code)]
    }
    return Function(name, comment: comment, parameters, body)
  }

  /// Means of many channels at once; nil where the machine has none, or no floats that requantise them.
  private func averagesOfMany(_ target: Target) -> [Statement]? {
    let pixels = shape.height * shape.width
    guard target.has(.average), inputPlane == 1, case .scaled(let requantizer, let zeros) = mean,
      let floors = IntegerEpilogue(requantizer, for: target, reaches: [255 * pixels], raises: false)
        .saturatedFloors,
      let lanes = target.integers.first(where: { $0[.average] != nil })?.lanes
    else { return nil }
    let channel = floors.channels[0]
    // Sums of integers without signs have 128 more for each pixel.
    let start = channel.start - zeros - (readsUnsigned ? 128 * pixels : 0)
    return [
      .call(
        VectorName.integers(.average, lanes: lanes),
        [
          ref("output"), ref("input"), .integer(pixels), .integer(shape.channels),
          .integer(channels), .signed(start), .bits(of: channel.factor), .bits(of: channel.rest),
          .bits(of: channel.offset), .bits(of: channel.less), .signed(channel.start),
          .integer(readsUnsigned ? 1 : 0),
        ])
    ]
  }

  private func average(of count: Int, from channel: Expression) -> [Statement] {
    let pixels = shape.height * shape.width
    let sum = ref("sum")
    let adding = loop("p", to: pixels / inputPlane) { part in
      loop("x", to: inputPlane) { x in
        let place = part * .integer(shape.channels * inputPlane) + x
        return [
          .constant(
            "from", .pointer(.int8),
            ref("input").advanced(by: place + channel * .integer(inputPlane))),
          lanes(count) { j in
            [.accumulate(sum[j], ref("from")[j * .integer(inputPlane)].signed(readsUnsigned))]
          },
        ]
      }
    }
    return [
      .array("sum", .scalar(.int32), count: count), lanes(count) { [.assign(sum[$0], 0)] },
    ] + adding
      + [lanes(count) { [.assign(ref("output")[channel + $0], mean.result(sum[$0]))] }]
  }
}
