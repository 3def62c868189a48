/// The numbers that integers stand for.
package struct Dequantize: Operation {
  package init() {}

  package static let mnemonic = "dequantize"
  package static let operandNames = ["input"]
  package static let attributes: [Attribute<Self>] = []

  package func resultType(
    _ operands: [TensorType], _ weights: WeightStore
  ) throws(IllegalOp) -> TensorType {
    guard operands[0].quantization != nil else {
      throw IllegalOp("op.type", "dequantize needs integers, its operand is \(operands[0])")
    }
    return TensorType(.f32, operands[0].shape)
  }

  package func access(_ weights: WeightStore) -> [OperandAccess] { [OperandAccess(.same, .same)] }

  package func evaluate(_ operands: [Tensor], _ weights: WeightStore, _ result: Shape) -> Tensor {
    guard let from = operands[0].quantization else {
      preconditionFailure("dequantize needs integers")
    }
    return Tensor(shape: result, values: operands[0].values.map(from.real))
  }
}
