/// The type of what is made of two maps of one type, element by element.
func pairType(
  _ operands: [TensorType], _ mnemonic: String, _ output: Requantization?,
  isLegal: (Quantization, Quantization, Requantization) -> Bool
) throws(IllegalOp) -> TensorType {
  guard operands[0].shape == operands[1].shape,
    operands[0].elementType == operands[1].elementType
  else {
    throw IllegalOp(
      "op.shape", "\(mnemonic) needs two equal types, it has \(operands[0]) and \(operands[1])")
  }
  guard let left = operands[0].quantization, let right = operands[1].quantization else {
    guard output == nil else {
      throw IllegalOp("op.quantization", "an op on floats has no integers to make")
    }
    return operands[0]
  }
  let result = try integerType(of: operands[0].shape, output)
  guard let output, isLegal(left, right, output) else {
    throw IllegalOp(
      "op.quantization",
      "the scales \(left.scale), \(right.scale) and \(result) lie too far apart")
  }
  return result
}
