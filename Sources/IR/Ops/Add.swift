/// The sum of two maps of one shape: the residual connection.
package struct Add: Operation {
  package init() {}

  package static let mnemonic = "add"
  package static let operandNames = ["left", "right"]
  package static let attributes: [Attribute<Self>] = []

  package func resultType(
    _ operands: [TensorType], _ weights: WeightStore
  ) throws(IllegalOp) -> TensorType {
    guard operands[0] == operands[1] else {
      throw IllegalOp(
        "op.shape", "add needs two equal types, it has \(operands[0]) and \(operands[1])")
    }
    return operands[0]
  }

  package func access(_ weights: WeightStore) -> [OperandAccess] {
    [OperandAccess(.same, .same), OperandAccess(.same, .same)]
  }

  package func evaluate(_ operands: [Tensor], _ weights: WeightStore, _ result: Shape) -> Tensor {
    Tensor(shape: result, values: zip(operands[0].values, operands[1].values).map(+))
  }
}
