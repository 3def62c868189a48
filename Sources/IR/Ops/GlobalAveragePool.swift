/// The mean of each channel over all pixels: [height, width, channels] to [1, 1, channels].
package struct GlobalAveragePool: Operation {
  package init() {}

  package static let mnemonic = "global_average_pool"
  package static let operandNames = ["input"]
  package static let attributes: [Attribute<Self>] = []

  package func resultType(
    _ operands: [TensorType], _ weights: WeightStore
  ) throws(IllegalOp) -> TensorType {
    TensorType(operands[0].elementType, Shape(1, 1, operands[0].shape.channels))
  }

  package func access(_ weights: WeightStore) -> [OperandAccess] {
    [OperandAccess(.everything, .same)]
  }

  package func evaluate(_ operands: [Tensor], _ weights: WeightStore, _ result: Shape) -> Tensor {
    let input = operands[0]
    let pixels = input.shape.height * input.shape.width
    return Tensor(result) { _, _, c in
      var sum = 0.0
      for pixel in 0..<pixels { sum += input.values[pixel * input.shape.channels + c] }
      return sum / Double(pixels)
    }
  }
}
