/// An activation that stands by itself.
///
/// Over integers each of the 256 has its own answer: the function in the arithmetic of the rounding,
/// the integers of the operand in, those of `output` out.
package struct ActivationOp: Operation {
  /// Nil keeps the number: integers change their scale.
  package var function: Activation?
  /// What becomes of the integers from -128 to 127, where no function says it: a file's sums and
  /// products with a number of its own.
  package var table: [Int]?
  /// The integers of the result, where the operand has integers.
  package var output: Requantization?

  package init() {}

  package static let mnemonic = "activation"
  package static let operandNames = ["input"]
  package static let attributes: [Attribute<Self>] = [
    .activation("function", \.function),
    .optionalIntegers("table", \.table),
    .requantization("output", \.output),
  ]

  package func resultType(
    _ operands: [TensorType], _ weights: WeightStore
  ) throws(IllegalOp) -> TensorType {
    guard let from = operands[0].quantization else {
      guard function != nil, output == nil, table == nil else {
        throw IllegalOp(
          "op.activation", "an activation of floats needs a function, and no output or table")
      }
      return operands[0]
    }
    let result = try integerType(of: operands[0].shape, output)
    if let table {
      guard function == nil, table.count == ElementType.i8Range.count,
        table.allSatisfy(ElementType.i8Range.contains)
      else {
        throw IllegalOp("op.activation", "a table needs 256 integers of 8 bits, and no function")
      }
      return result
    }
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
    if let table { return table.map { Int8($0) } }
    guard let operand, let output,
      let activation = IntegerActivation(function, from: operand, to: output)
    else { return nil }
    return ElementType.i8Range.map { Int8(activation($0)) }
  }
}
