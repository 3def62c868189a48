/// The sum of two maps of one shape: the residual connection.
package struct Add: Operation {
  /// The integers of the result, where the operands have integers.
  package var output: Requantization?

  package init() {}

  package static let mnemonic = "add"
  package static let operandNames = ["left", "right"]
  package static let attributes: [Attribute<Self>] = [.requantization("output", \.output)]

  package func resultType(
    _ operands: [TensorType], _ weights: WeightStore
  ) throws(IllegalOp) -> TensorType {
    try pairType(operands, Self.mnemonic, output) { left, right, output in
      IntegerAdd(left, right, to: output).isLegal
    }
  }

  package func access(_ weights: WeightStore) -> [OperandAccess] {
    [OperandAccess(.same, .same), OperandAccess(.same, .same)]
  }

  package func evaluate(_ operands: [Tensor], _ weights: WeightStore, _ result: Shape) -> Tensor {
    guard let add = integerAdd(operands[0].quantization, operands[1].quantization) else {
      return Tensor(shape: result, values: zip(operands[0].values, operands[1].values).map(+))
    }
    return Tensor(
      shape: result,
      values: zip(operands[0].values, operands[1].values).map { Double(add(Int($0), Int($1))) })
  }

  /// The sum over integers; nil over floats.
  package func integerAdd(_ left: Quantization?, _ right: Quantization?) -> IntegerAdd? {
    guard let left, let right, let output else { return nil }
    return IntegerAdd(left, right, to: output)
  }
}
