/// A matrix times the vector of a 1x1 map, optionally with a bias and an activation.
///
/// result[0, 0, o] = act(bias[o] + sum over i of input[0, 0, i] * weight[o, i]); over integers both
/// factors are less their zero points, and the sum is requantised.
package struct FullyConnected: Operation, ProductSums {
  /// [outputs, inputs].
  package var weight = WeightID.unset
  /// [outputs].
  package var bias: WeightID?
  package var activation: Activation?
  /// The integers of the result, where the operand has integers.
  package var output: Requantization?

  package init() {}

  package static let mnemonic = "fully_connected"
  package static let operandNames = ["input"]
  package static let attributes: [Attribute<Self>] = [
    .weight("weight", \.weight),
    .optionalWeight("bias", \.bias),
    .activation("activation", \.activation),
    .requantization("output", \.output),
  ]

  package func resultType(
    _ operands: [TensorType], _ weights: WeightStore
  ) throws(IllegalOp) -> TensorType {
    let input = operands[0].shape
    guard input.height == 1, input.width == 1 else {
      throw IllegalOp("op.shape", "fully_connected needs a 1x1 map, its input is \(input)")
    }
    let shape = weights[weight].shape
    guard shape.count == 2 else {
      throw IllegalOp("op.weight", "weight must have 2 axes, it has \(shape.count)")
    }
    try expect(weights[weight], "weight", shape: [shape[0], input.channels])
    if let bias { try expect(weights[bias], "bias", shape: [shape[0]]) }
    return try resultType(of: Shape(1, 1, shape[0]), over: operands[0], weights)
  }

  package func access(_ weights: WeightStore) -> [OperandAccess] { [OperandAccess(.same, .sum)] }

  package func cost(_ operands: [TensorType], _ weights: WeightStore) -> Cost {
    let shape = weights[weight].shape
    return Cost(
      multiplyAdds: shape[0] * shape[1],
      parameters: shape[0] * shape[1] + (bias == nil ? 0 : shape[0]))
  }

  package func evaluate(_ operands: [Tensor], _ weights: WeightStore, _ result: Shape) -> Tensor {
    let input = operands[0].centred
    let matrix = weights[weight].numbers
    let finish = finish(over: operands[0], weights)
    return Tensor(result) { _, _, output in
      var sum = bias.map { weights[$0][output] } ?? 0
      for i in input.indices { sum += input[i] * matrix[output * input.count + i] }
      return finish(sum, channel: output)
    }
  }
}
