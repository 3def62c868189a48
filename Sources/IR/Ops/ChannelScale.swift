/// Each channel of a map times one number: how squeeze-excite applies its gate
/// (Hu, Shen and Sun, CVPR 2018, equation 4).
package struct ChannelScale: Operation {
  package init() {}

  package static let mnemonic = "channel_scale"
  package static let operandNames = ["input", "scale"]
  package static let attributes: [Attribute<Self>] = []

  package func resultType(
    _ operands: [TensorType], _ weights: WeightStore
  ) throws(IllegalOp) -> TensorType {
    let expected = Shape(1, 1, operands[0].shape.channels)
    guard operands[1].shape == expected, operands[1].elementType == operands[0].elementType else {
      throw IllegalOp("op.shape", "scale must be \(expected) here, it is \(operands[1].shape)")
    }
    return operands[0]
  }

  package func access(_ weights: WeightStore) -> [OperandAccess] {
    [OperandAccess(.same, .same), OperandAccess(.single, .same)]
  }

  package func evaluate(_ operands: [Tensor], _ weights: WeightStore, _ result: Shape) -> Tensor {
    let channels = result.channels
    return Tensor(
      shape: result,
      values: operands[0].values.enumerated().map { $1 * operands[1].values[$0 % channels] })
  }
}
