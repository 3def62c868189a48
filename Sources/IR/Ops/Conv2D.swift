/// A dense convolution, optionally with a bias and an activation.
///
/// result[y, x, o] = act(bias[o] + sum over ky, kx, i of
/// input[y * stride.height + ky * dilation.height - padding.top,
/// x * stride.width + kx * dilation.width - padding.left, i]
/// * weight[o, ky, kx, i]); outside the input there are zeros.
/// Over integers both factors are less their zero points, and the sum is requantised.
package struct Conv2D: Operation, ProductSums {
  /// [output channels, kernel height, kernel width, input channels].
  package var weight = WeightID.unset
  /// [output channels].
  package var bias: WeightID?
  package var stride = Stride()
  package var dilation = Stride()
  package var padding = Padding()
  package var activation: Activation?
  /// The integers of the result, where the operand has integers.
  package var output: Requantization?

  package init() {}

  package static let mnemonic = "conv2d"
  package static let operandNames = ["input"]
  package static let attributes: [Attribute<Self>] = [
    .weight("weight", \.weight),
    .optionalWeight("bias", \.bias),
    .stride("stride", \.stride),
    .stride("dilation", \.dilation),
    .padding(\.padding),
    .activation("activation", \.activation),
    .requantization("output", \.output),
  ]

  package func window(_ weights: WeightStore) -> Window {
    let shape = weights[weight].shape
    return Window(
      kernelHeight: shape[1], kernelWidth: shape[2], stride: stride, dilation: dilation,
      padding: padding)
  }

  package func resultType(
    _ operands: [TensorType], _ weights: WeightStore
  ) throws(IllegalOp) -> TensorType {
    let input = operands[0].shape
    let kernel = weights[weight].shape
    guard kernel.count == 4 else {
      throw IllegalOp("op.weight", "weight must have 4 axes, it has \(kernel.count)")
    }
    try expect(weights[weight], "weight", shape: [kernel[0], kernel[1], kernel[2], input.channels])
    if let bias { try expect(weights[bias], "bias", shape: [kernel[0]]) }
    let size = try window(weights).outputSize(over: input)
    return try resultType(
      of: Shape(size.height, size.width, kernel[0]), over: operands[0], weights)
  }

  package func access(_ weights: WeightStore) -> [OperandAccess] {
    [OperandAccess(.window(window(weights)), .sum)]
  }

  package func cost(_ operands: [TensorType], _ weights: WeightStore) -> Cost {
    guard let result = try? resultType(operands, weights).shape else { return Cost() }
    let kernel = weights[weight].count
    return Cost(
      multiplyAdds: result.height * result.width * kernel,
      parameters: kernel + (bias == nil ? 0 : result.channels))
  }

  package func evaluate(_ operands: [Tensor], _ weights: WeightStore, _ result: Shape) -> Tensor {
    let input = operands[0]
    let kernel = weights[weight].numbers
    let elements = input.centred
    let finish = finish(over: input, weights)
    let (rows, columns) = (window(weights).rows, window(weights).columns)
    let channels = input.shape.channels
    return Tensor(result) { y, x, output in
      var sum = bias.map { weights[$0][output] } ?? 0
      for ky in rows.taps(at: y, extent: input.shape.height) {
        for kx in columns.taps(at: x, extent: input.shape.width) {
          let pixel = input.index(
            y * rows.stride + ky * rows.dilation - rows.before,
            x * columns.stride + kx * columns.dilation - columns.before, 0)
          let tap = ((output * rows.kernel + ky) * columns.kernel + kx) * channels
          elements.withUnsafeBufferPointer { elements in
            kernel.withUnsafeBufferPointer { kernel in
              for i in 0..<channels { sum += elements[pixel + i] * kernel[tap + i] }
            }
          }
        }
      }
      return finish(sum, channel: output)
    }
  }
}
