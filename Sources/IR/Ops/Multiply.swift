/// The product of two maps of one shape, element by element.
package struct Multiply: Operation {
  /// The integers of the result, where the operands have integers.
  package var output: Requantization?

  package init() {}

  package static let mnemonic = "multiply"
  package static let operandNames = ["left", "right"]
  package static let attributes: [Attribute<Self>] = [.requantization("output", \.output)]

  package func resultType(
    _ operands: [TensorType], _ weights: WeightStore
  ) throws(IllegalOp) -> TensorType {
    try pairType(operands, Self.mnemonic, output) { left, right, output in
      Requantizer(productOf: left, right, output).isLegal
    }
  }

  /// How products of integers become integers; nil over floats.
  package func requantizer(_ left: Quantization?, _ right: Quantization?) -> Requantizer? {
    guard let left, let right, let output else { return nil }
    return Requantizer(productOf: left, right, output)
  }

  package func access(_ weights: WeightStore) -> [OperandAccess] {
    [OperandAccess(.same, .same), OperandAccess(.same, .same)]
  }

  package func evaluate(_ operands: [Tensor], _ weights: WeightStore, _ result: Shape) -> Tensor {
    let pairs = zip(operands[0].centred, operands[1].centred)
    guard let requantizer = requantizer(operands[0].quantization, operands[1].quantization)
    else { return Tensor(shape: result, values: pairs.map(*)) }
    return Tensor(shape: result, values: pairs.map { Double(requantizer(Int32($0 * $1))) })
  }
}
