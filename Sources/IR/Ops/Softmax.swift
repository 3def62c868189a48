import Glibc

/// exp(x - m) divided by its sum over all channels of a pixel, m the largest of them.
package struct Softmax: Operation {
  /// A factor of the operand.
  package var beta: Float = 1
  /// The integers of the result.
  ///
  /// An operand of integers may have a result of floats.
  package var output: Requantization?

  package init() {}

  package static let mnemonic = "softmax"
  package static let operandNames = ["input"]
  package static let attributes: [Attribute<Self>] = [
    .optionalFloat("beta", \.beta, 1),
    .requantization("output", \.output),
  ]

  package func resultType(
    _ operands: [TensorType], _ weights: WeightStore
  ) throws(IllegalOp) -> TensorType {
    guard beta > 0, beta.isFinite else {
      throw IllegalOp("op.softmax", "beta must be a positive number, it is \(beta)")
    }
    guard let output else { return TensorType(.f32, operands[0].shape) }
    guard let from = operands[0].quantization else {
      throw IllegalOp("op.quantization", "an op on floats has no integers to make")
    }
    let result = try integerType(of: operands[0].shape, output)
    if output.rounding == .even { return result }
    guard output.result == Quantization(scale: 1 / 256, zeroPoint: -128) else {
      throw IllegalOp(
        "op.quantization", "the result of a fixed-point softmax is (1/256, -128), not \(result)")
    }
    guard IntegerSoftmax(scale: from.scale, beta: beta) != nil else {
      throw IllegalOp("op.quantization", "a scale of \(from.scale) is too small for a softmax")
    }
    return result
  }

  package func access(_ weights: WeightStore) -> [OperandAccess] { [OperandAccess(.same, .all)] }

  package func evaluate(_ operands: [Tensor], _ weights: WeightStore, _ result: Shape) -> Tensor {
    let input = operands[0]
    let channels = input.shape.channels
    var values: [Double] = []
    values.reserveCapacity(input.values.count)
    for start in stride(from: 0, to: input.values.count, by: channels) {
      let pixel = input.values[start..<start + channels]
      if let from = input.quantization, let output, output.rounding != .even,
        let softmax = IntegerSoftmax(scale: from.scale, beta: beta)
      {
        values += softmax(pixel.map { Int($0) }).map(Double.init)
        continue
      }
      let logits = pixel.map { input.quantization?.real($0) ?? $0 }
      let most = logits.max() ?? 0
      let powers = logits.map { exp(($0 - most) * Double(beta)) }
      let sum = powers.reduce(0, +)
      values += powers.map { power in
        output.map { Double($0.clamped(Float(power / sum))) } ?? power / sum
      }
    }
    return Tensor(shape: result, values: values)
  }
}
