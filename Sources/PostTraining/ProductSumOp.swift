import IR

extension Op {
  /// What convolutions and matrices have in common; nil for other ops.
  var productSums: (any ProductSums)? {
    switch self {
    case .conv2D(let conv): conv
    case .depthwiseConv2D(let conv): conv
    case .fullyConnected(let matrix): matrix
    case .batchNorm, .activation, .add, .subtract, .multiply, .globalAveragePool, .channelScale,
      .averagePool2D, .maxPool2D, .softmax, .quantize, .dequantize, .concatenate, .rearrange,
      .resizeNearest, .resizeBilinear:
      nil
    }
  }

  /// The activation at the end of a convolution or a matrix.
  var activation: Activation? { productSums?.activation }

  /// A convolution or a matrix with other weights, and with integers for a result.
  func with(weight: WeightID, bias: WeightID?, output: Requantization? = nil) -> Op {
    switch self {
    case .conv2D(var conv):
      (conv.weight, conv.bias, conv.output) = (weight, bias, output)
      return .conv2D(conv)
    case .depthwiseConv2D(var conv):
      (conv.weight, conv.bias, conv.output) = (weight, bias, output)
      return .depthwiseConv2D(conv)
    case .fullyConnected(var matrix):
      (matrix.weight, matrix.bias, matrix.output) = (weight, bias, output)
      return .fullyConnected(matrix)
    case .batchNorm, .activation, .add, .subtract, .multiply, .globalAveragePool, .channelScale,
      .averagePool2D, .maxPool2D, .softmax, .quantize, .dequantize, .concatenate, .rearrange,
      .resizeNearest, .resizeBilinear:
      preconditionFailure("\(mnemonic) has no weights")
    }
  }
}
