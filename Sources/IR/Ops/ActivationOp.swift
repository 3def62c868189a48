/// An activation that stands by itself.
///
/// Over integers each of the 256 has its own answer: the function in the arithmetic of the rounding,
/// the integers of the operand in, those of `output` out.
package struct ActivationOp: Operation {
  /// Nil keeps the number: integers change their scale.
  package var function: Activation?
  /// The integers of the result, where the operand has integers.
  package var output: Requantization?

  package init() {}

  package static let mnemonic = "activation"
  package static let operandNames = ["input"]
  package static let attributes: [Attribute<Self>] = [
    .activation("function", \.function),
    .requantization("output", \.output),
  ]

  package func resultType(
    _ operands: [TensorType], _ weights: WeightStore
  ) throws(IllegalOp) -> TensorType {
    guard let from = operands[0].quantization else {
      guard function != nil, output == nil else {
        throw IllegalOp("op.activation", "an activation of floats needs a function, and no output")
      }
      return operands[0]
    }
    let result = try integerType(of: operands[0].shape, output)
    guard let output, IntegerActivation(function, from: from, to: output) != nil else {
      throw IllegalOp(
        "op.quantization", "the scales \(from.scale) and \(result) lie too far apart")
    }
    return result
  }

  package func access(_ weights: WeightStore) -> [OperandAccess] { [OperandAccess(.same, .same)] }

  package func evaluate(_ operands: [Tensor], _ weights: WeightStore, _ result: Shape) -> Tensor {
    if let table = table(of: operands[0].quantization) {
      return Tensor(shape: result, values: operands[0].values.map { Double(table[Int($0) + 128]) })
    }
    guard let function else { preconditionFailure("an activation of floats without a function") }
    return Tensor(shape: result, values: operands[0].values.map { function($0) })
  }

  /// What becomes of the integers from -128 to 127; nil over floats.
  package func table(of operand: Quantization?) -> [Int8]? {
    guard let operand, let output,
      let activation = IntegerActivation(function, from: operand, to: output)
    else { return nil }
    return ElementType.i8Range.map { Int8(activation($0)) }
  }
}
