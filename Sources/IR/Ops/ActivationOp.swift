/// An activation that stands by itself.
package struct ActivationOp: Operation {
  package var function = Activation.relu

  package init() {}

  package static let mnemonic = "activation"
  package static let operandNames = ["input"]
  package static let attributes: [Attribute<Self>] = [.requiredActivation("function", \.function)]

  package func resultType(
    _ operands: [TensorType], _ weights: WeightStore
  ) throws(IllegalOp) -> TensorType { operands[0] }

  package func access(_ weights: WeightStore) -> [OperandAccess] { [OperandAccess(.same, .same)] }

  package func evaluate(_ operands: [Tensor], _ weights: WeightStore, _ result: Shape) -> Tensor {
    Tensor(shape: result, values: operands[0].values.map { function($0) })
  }
}
