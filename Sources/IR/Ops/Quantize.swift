/// The integers nearest to floats.
package struct Quantize: Operation {
  package var output: Requantization?

  package init() {}

  package static let mnemonic = "quantize"
  package static let operandNames = ["input"]
  package static let attributes: [Attribute<Self>] = [.requantization("output", \.output)]

  package func resultType(
    _ operands: [TensorType], _ weights: WeightStore
  ) throws(IllegalOp) -> TensorType {
    guard operands[0].elementType == .f32 else {
      throw IllegalOp("op.type", "quantize needs floats, its operand is \(operands[0])")
    }
    return try integerType(of: operands[0].shape, output)
  }

  package func access(_ weights: WeightStore) -> [OperandAccess] { [OperandAccess(.same, .same)] }

  package func evaluate(_ operands: [Tensor], _ weights: WeightStore, _ result: Shape) -> Tensor {
    guard let output else { preconditionFailure("quantize without integers to make") }
    return Tensor(
      shape: result, values: operands[0].values.map { Double(output.clamped(Float($0))) })
  }
}
