/// Each channel of a map times one number: how squeeze-excite applies its gate
/// (Hu, Shen and Sun, CVPR 2018, equation 4).
package struct ChannelScale: Operation {
  /// The integers of the result, where the operands have integers.
  package var output: Requantization?

  package init() {}

  package static let mnemonic = "channel_scale"
  package static let operandNames = ["input", "scale"]
  package static let attributes: [Attribute<Self>] = [.requantization("output", \.output)]

  package func resultType(
    _ operands: [TensorType], _ weights: WeightStore
  ) throws(IllegalOp) -> TensorType {
    let expected = Shape(1, 1, operands[0].shape.channels)
    guard operands[1].shape == expected, operands[1].elementType == operands[0].elementType else {
      throw IllegalOp("op.shape", "scale must be \(expected) here, it is \(operands[1].shape)")
    }
    guard let map = operands[0].quantization, let scale = operands[1].quantization else {
      guard output == nil else {
        throw IllegalOp("op.quantization", "an op on floats has no integers to make")
      }
      return operands[0]
    }
    let result = try integerType(of: operands[0].shape, output)
    guard let requantizer = requantizer(map, scale), requantizer.isLegal else {
      throw IllegalOp(
        "op.quantization",
        "the scales \(map.scale), \(scale.scale) and \(result) lie too far apart")
    }
    return result
  }

  /// How products of integers become integers; nil over floats.
  package func requantizer(_ map: Quantization?, _ scale: Quantization?) -> Requantizer? {
    guard let map, let scale, let output else { return nil }
    return Requantizer(productOf: map, scale, output)
  }

  package func access(_ weights: WeightStore) -> [OperandAccess] {
    [OperandAccess(.same, .same), OperandAccess(.single, .same)]
  }

  package func evaluate(_ operands: [Tensor], _ weights: WeightStore, _ result: Shape) -> Tensor {
    let channels = result.channels
    if let requantizer = requantizer(operands[0].quantization, operands[1].quantization) {
      let (map, scale) = (operands[0].centred, operands[1].centred)
      return Tensor(
        shape: result,
        values: map.indices.map {
          Double(requantizer(Int32(map[$0] * scale[$0 % channels])))
        })
    }
    return Tensor(
      shape: result,
      values: operands[0].values.enumerated().map { $1 * operands[1].values[$0 % channels] })
  }
}
