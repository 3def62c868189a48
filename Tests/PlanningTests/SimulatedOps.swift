import Glibc
import IR

extension Op {
  /// What is applied to an element at the end.
  var activation: Activation? {
    switch self {
    case .conv2D(let op): op.activation
    case .depthwiseConv2D(let op): op.activation
    case .fullyConnected(let op): op.activation
    case .activation(let op): op.function
    case .batchNorm, .add, .subtract, .multiply, .globalAveragePool, .channelScale, .averagePool2D,
      .maxPool2D, .softmax, .quantize, .dequantize, .concatenate, .rearrange, .resizeNearest,
      .resizeBilinear:
      nil
    }
  }
}

/// The weights of an op, taken out of the graph once for many elements.
struct OpWeights {
  var kernel: [Float] = []
  var shape: [Int] = []
  var bias: [Float]?

  init(_ op: Op, _ weights: WeightStore) {
    let ids: (kernel: WeightID, bias: WeightID?)? =
      switch op {
      case .conv2D(let op): (op.weight, op.bias)
      case .depthwiseConv2D(let op): (op.weight, op.bias)
      case .fullyConnected(let op): (op.weight, op.bias)
      default: nil
      }
    guard let ids else { return }
    kernel = weights[ids.kernel].values
    shape = weights[ids.kernel].shape
    bias = ids.bias.map { weights[$0].values }
  }
}

extension Graph {
  /// An element before its activation; of an op that sums over channels, over some of them.
  func sum(
    of node: Node, _ weights: OpWeights, _ y: Int, _ x: Int, _ c: Int, over slice: Range<Int>?,
    addsBias: Bool,
    _ read: (_ operand: ValueID, _ y: Int, _ x: Int, _ c: Int) -> Double
  ) -> Double {
    let operand = node.operands[0]
    let input = shape(of: operand)
    let channels = slice ?? 0..<input.channels
    let bias = addsBias ? weights.bias.map { Double($0[c]) } ?? 0 : 0
    /// The sum over the taps that lie inside the image.
    func windowed(
      _ height: Int, _ width: Int, _ stride: Stride, _ dilation: Stride, _ padding: Padding,
      _ tap: (_ y: Int, _ x: Int, _ index: Int) -> Double
    ) -> Double {
      var sum = 0.0
      for ky in 0..<height {
        for kx in 0..<width {
          let row = y * stride.height + ky * dilation.height - padding.top
          let column = x * stride.width + kx * dilation.width - padding.left
          guard row >= 0, row < input.height, column >= 0, column < input.width else { continue }
          sum += tap(row, column, ky * width + kx)
        }
      }
      return sum
    }
    switch node.op {
    case .conv2D(let op):
      let (height, width) = (weights.shape[1], weights.shape[2])
      return bias
        + windowed(height, width, op.stride, op.dilation, op.padding) { row, column, tap in
          let first = (c * height * width + tap) * input.channels
          return channels.reduce(0) {
            $0 + read(operand, row, column, $1) * Double(weights.kernel[first + $1])
          }
        }
    case .depthwiseConv2D(let op):
      return bias
        + windowed(weights.shape[0], weights.shape[1], op.stride, op.dilation, op.padding) {
          row, column, tap in
          read(operand, row, column, c) * Double(weights.kernel[tap * input.channels + c])
        }
    case .fullyConnected:
      return channels.reduce(bias) {
        $0 + read(operand, 0, 0, $1) * Double(weights.kernel[c * input.channels + $1])
      }
    case .activation: return read(operand, y, x, c)
    case .add: return read(operand, y, x, c) + read(node.operands[1], y, x, c)
    case .subtract: return read(operand, y, x, c) - read(node.operands[1], y, x, c)
    case .multiply: return read(operand, y, x, c) * read(node.operands[1], y, x, c)
    case .channelScale: return read(operand, y, x, c) * read(node.operands[1], 0, 0, c)
    case .globalAveragePool:
      var sum = 0.0
      for row in 0..<input.height {
        for column in 0..<input.width { sum += read(operand, row, column, c) }
      }
      return sum / Double(input.height * input.width)
    case .averagePool2D(let op):
      var count = 0.0
      let sum = windowed(op.kernel.height, op.kernel.width, op.stride, op.dilation, op.padding) {
        row, column, _ in
        count += 1
        return read(operand, row, column, c)
      }
      return sum / count
    case .maxPool2D(let op):
      var most = -Double.infinity
      _ = windowed(op.kernel.height, op.kernel.width, op.stride, op.dilation, op.padding) {
        row, column, _ in
        most = max(most, read(operand, row, column, c))
        return 0
      }
      return most
    case .softmax(let op):
      let logits = (0..<input.channels).map { read(operand, y, x, $0) * Double(op.beta) }
      let most = logits.max() ?? 0
      return exp(logits[c] - most) / logits.reduce(0) { $0 + exp($1 - most) }
    case .concatenate, .rearrange, .resizeNearest, .resizeBilinear:
      return moved(node, y, x, c, read)
    case .quantize, .dequantize: preconditionFailure("simulated networks are of floats")
    case .batchNorm: preconditionFailure("plans are made of lowered graphs")
    }
  }
}
