import IR

/// An op the way a paper's table would name it: `3x3 depthwise /2, relu6`.
func fieldTerms(_ op: Op, _ weights: WeightStore) -> String {
  func joined(_ words: String, _ activation: Activation?) -> String {
    activation.map { "\(words), \($0)" } ?? words
  }
  switch op {
  case .conv2D(let op):
    return joined(windowed("conv", op.window(weights)), op.activation)
  case .depthwiseConv2D(let op):
    return joined(windowed("depthwise", op.window(weights)), op.activation)
  case .fullyConnected(let op): return joined("fully connected", op.activation)
  case .batchNorm: return "batch norm"
  case .activation(let op): return op.function.map { "\($0)" } ?? "requantise"
  case .add: return "add"
  case .subtract: return "subtract"
  case .multiply: return "multiply"
  case .globalAveragePool: return "average pool"
  case .channelScale: return "scale channels"
  case .averagePool2D(let op): return windowed("average pool", op.window)
  case .maxPool2D(let op): return windowed("max pool", op.window)
  case .softmax: return "softmax"
  case .quantize: return "quantise"
  case .dequantize: return "dequantise"
  case .concatenate(let op): return "concatenate \(op.axis.rawValue)"
  case .rearrange: return "rearrange"
  case .resizeNearest: return "resize, nearest"
  case .resizeBilinear: return "resize, bilinear"
  }
}

private func windowed(_ word: String, _ window: Window) -> String {
  let (rows, columns) = (window.rows, window.columns)
  let size = "\(rows.kernel)x\(columns.kernel) \(word)"
  return size + sides(" /", rows.stride, columns.stride)
    + sides(", rate ", rows.dilation, columns.dilation)
}

/// A number for both axes, or one for each; nothing where they are 1.
private func sides(_ word: String, _ rows: Int, _ columns: Int) -> String {
  if rows == 1, columns == 1 { return "" }
  return rows == columns ? "\(word)\(rows)" : "\(word)\(rows)x\(columns)"
}
