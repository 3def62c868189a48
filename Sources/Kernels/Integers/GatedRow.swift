import IR
import Plan
import Targets

/// One row of products of integers with a gate for each channel, many channels at once.
struct GatedRow: RowKernel {
  var width: Int
  var channels: Int
  /// Elements from a pixel to the next.
  var inputPitch: Int
  var outputPitch: Int
  /// The zero points of what is multiplied and of the results, and the shift of `GateFactors`.
  var inputZero: Int
  var outputZero: Int
  var shift: Int
  /// Whether the results are stored without signs.
  var raises: Bool

  var name: String {
    ElementFunction.spelled(
      "gated8_w\(width)_c\(channels)_from\(inputPitch)_into\(outputPitch)"
        + "_z\(inputZero)_z\(outputZero)_shift\(shift)" + (raises ? "_raised" : ""))
  }

  func function(for target: Target) -> Function {
    let lanes = target.integers.first { $0[.scale] != nil }?.lanes ?? 1
    let blocks = Tiling.full(0..<channels, size: IntegerOperation.translated).flatMap { block in
      block.loop("c") { c in
        [
          .call(
            VectorName.integers(.scale, lanes: lanes),
            ["output", "left", "right"].map { ref($0).advanced(by: c) } + [
              ref("weights"), .integer(width), .integer(block.size), .integer(inputPitch),
              .integer(outputPitch), .signed(inputZero), .integer(outputZero + 128),
              .integer(shift), .integer(raises ? 0 : 128),
            ])
        ]
      }
    }
    return Function(
      name, comment: "integers, each times its gate, \(width) pixels of \(channels) channels",
      [
        .init("left", .pointer(.int8)), .init("right", .pointer(.int8)),
        .init("weights", .pointer(.int8)), .init("output", .place(.int8)),
      ], blocks)
  }
}

extension Plan {
  /// The kernel for a row of products with what is the same for all pixels; nil where the machine has none
  /// for it.
  ///
  /// `requantizer` gives that of a product from the types of both operands.
  func gatedRow(
    for work: StageWork, _ requantizer: (Quantization?, Quantization?) -> Requantizer?,
    _ target: Target
  ) -> StageKernel? {
    let node = work.node
    guard target.has(.scale), work.output.width > 1, work.unsigned.isEmpty,
      node.op.payload.access(graph.weights)[1].space == .single,
      node.operands.allSatisfy({ planePixels(of: $0) == 1 }),
      let left = graph.type(of: node.operands[0]).quantization,
      let right = graph.type(of: node.operands[1]).quantization,
      let requantizer = requantizer(left, right),
      let factors = GateFactors(
        requantizer, leftZero: left.zeroPoint, rightZero: right.zeroPoint)
    else { return nil }
    let kernel = GatedRow(
      width: work.output.width, channels: work.makes.count,
      inputPitch: pitch(of: node.operands[0]), outputPitch: pitch(of: node.result),
      inputZero: factors.zero, outputZero: requantizer.zeroPoint, shift: factors.shift,
      raises: work.makesUnsigned)
    return StageKernel(kernel: kernel, int8s: factors.table)
  }
}
