import IR
import Plan
import Targets

extension StageWork {
  /// The kernel that makes the pixels of a step; none of them needs to know where the values lie,
  /// but whether channels lie apart.
  func pixelKernel(_ grain: Grain, target: Target) -> StageKernel {
    if involvesIntegers { return integerPixelKernel(grain, target: target) }
    switch node.op {
    case .conv2D(let conv):
      return dense(
        conv.weight, conv.bias, pixelWindow(conv.window(graph.weights), grain), conv.activation,
        target)
    case .fullyConnected(let matrix):
      let pixel = PixelWindow(rows: 1, columns: 1, stride: 1, tile: 1, planes: planes[0])
      return dense(matrix.weight, matrix.bias, pixel, matrix.activation, target)
    case .depthwiseConv2D(let conv):
      let kernel = DepthwisePixels(
        window: pixelWindow(conv.window(graph.weights), grain), channels: makes.count,
        activation: conv.activation)
      let weights = kernel.blocks(for: target).pack(
        weight(conv.weight), bias: conv.bias.map(weight), channels: makes)
      return StageKernel(kernel: kernel, weights: weights)
    case .activation(let activation):
      let kernel = ActivationPixels(
        channels: makes.count, planes: planes[0], activation: function(of: activation))
      return StageKernel(kernel: kernel, weights: nil)
    case .add: return pairKernel(.add)
    case .subtract: return pairKernel(.subtract)
    case .multiply: return pairKernel(.multiply)
    case .channelScale:
      let kernel = ChannelScalePixels(channels: makes.count, planes: planes[0])
      return StageKernel(kernel: kernel, weights: nil)
    case .concatenate, .rearrange, .resizeNearest, .resizeBilinear: readsWholeMaps()
    case .globalAveragePool: return gatheringKernel(steps: 1)
    case .averagePool2D(let pool): return poolKernel(.mean, pool.window, grain)
    case .maxPool2D(let pool): return poolKernel(.max, pool.window, grain)
    case .softmax(let softmax):
      let kernel = SoftmaxPixels(
        kind: .floats(beta: softmax.beta), channels: makes.count, planes: planes[0],
        readsUnsigned: false)
      return StageKernel(kernel: kernel, weights: nil)
    case .quantize, .dequantize: preconditionFailure("an op over integers")
    case .batchNorm:
      preconditionFailure("lower-batch-norm leaves no batch normalisation")
    }
  }

  private func pairKernel(_ operation: PairOperation) -> StageKernel {
    let kernel = PairPixels(
      operation: operation, channels: makes.count, leftPlanes: planes[0], rightPlanes: planes[1])
    return StageKernel(kernel: kernel, weights: nil)
  }

  /// An op that reads whole maps stands alone in its region, which makes rows.
  func readsWholeMaps() -> Never {
    preconditionFailure("\(node.op.mnemonic) in a region of steps")
  }

  /// The kernel of a stage that takes up its operand in so many steps.
  func gatheringKernel(steps: Int) -> StageKernel {
    if case .globalAveragePool(let pool) = node.op,
      let mean = pool.integerMean(
        of: input.height * input.width, graph.type(of: node.operands[0]).quantization)
    {
      return StageKernel(
        kernel: IntegerGatherPool(
          mean: mean, pixels: input.height * input.width, channels: input.channels, steps: steps,
          planes: planes[0], readsUnsigned: readsUnsigned), weights: nil)
    }
    let kernel = GatherPool(shape: input, steps: steps, planes: planes[0])
    return StageKernel(kernel: kernel, weights: nil)
  }

  private func dense(
    _ weight: WeightID, _ bias: WeightID?, _ window: PixelWindow, _ activation: Activation?,
    _ target: Target
  ) -> StageKernel {
    let kernel = ConvPixels(
      window: window, inputChannels: reads.count, outputChannels: makes.count,
      accumulates: accumulates, activation: finishes ? activation : nil)
    let weights = kernel.panels(for: target).pack(
      self.weight(weight), bias: bias.map(self.weight), outputs: makes, inputs: reads)
    return StageKernel(kernel: kernel, weights: weights)
  }

  /// The window of a step of a stage: only a window of a single pixel, which moves on by one, can be
  /// seen in all rows of a band at once.
  func pixelWindow(_ window: Window, _ grain: Grain) -> PixelWindow {
    let isPixel = [window.rows, window.columns].allSatisfy { $0.kernel == 1 && $0.stride == 1 }
    return PixelWindow(
      rows: window.rows.kernel, columns: window.columns.kernel, stride: window.columns.stride,
      tapDistance: window.columns.table(of: grain.columns).tapDistance,
      tile: isPixel ? grain.bandRows * grain.columns : grain.columns, planes: planes[0])
  }
}
