/// The difference of two maps of one shape.
package struct Subtract: Operation {
  /// The integers of the result, where the operands have integers.
  package var output: Requantization?

  package init() {}

  package static let mnemonic = "subtract"
  package static let operandNames = ["left", "right"]
  package static let attributes: [Attribute<Self>] = [.requantization("output", \.output)]

  package func resultType(
    _ operands: [TensorType], _ weights: WeightStore
  ) throws(IllegalOp) -> TensorType {
    try pairType(operands, Self.mnemonic, output) { left, right, output in
      IntegerAdd(left, right, to: output, subtracts: true).isLegal
    }
  }

  package func access(_ weights: WeightStore) -> [OperandAccess] {
    [OperandAccess(.same, .same), OperandAccess(.same, .same)]
  }

  package func evaluate(_ operands: [Tensor], _ weights: WeightStore, _ result: Shape) -> Tensor {
    let pairs = zip(operands[0].values, operands[1].values)
    guard let difference = integerDifference(operands[0].quantization, operands[1].quantization)
    else { return Tensor(shape: result, values: pairs.map(-)) }
    return Tensor(shape: result, values: pairs.map { Double(difference(Int($0), Int($1))) })
  }

  /// The difference over integers; nil over floats.
  package func integerDifference(_ left: Quantization?, _ right: Quantization?) -> IntegerAdd? {
    guard let left, let right, let output else { return nil }
    return IntegerAdd(left, right, to: output, subtracts: true)
  }
}
