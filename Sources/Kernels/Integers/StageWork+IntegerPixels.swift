import IR
import Plan
import Targets

extension StageWork {
  /// The kernel that makes the pixels of a step where integers are involved.
  func integerPixelKernel(_ grain: Grain, target: Target) -> StageKernel {
    func dense(_ op: some ProductSums, _ window: PixelWindow) -> StageKernel {
      let products = IntegerProducts(self, op, target)
      let kernel = IntegerConvPixels(
        window: window, inputChannels: reads.count, outputChannels: makes.count,
        weightZero: products.weightZero,
        group: target.productGroup(weightZero: products.weightZero, outside: nil),
        readsUnsigned: readsUnsigned, starts: !accumulates,
        epilogue: finishes ? products.epilogue : nil)
      let weights = DenseWeights(self, op, taps: window.taps)
      if let dots = target.dots, let dense = products.dotPixels(kernel, weights, dots) {
        return dense
      }
      if let packed = target.packed { return products.packedPixels(kernel, weights, packed) }
      return products.kernel(kernel, kernel.panels(for: target), weights, folds: true)
    }

    switch node.op {
    case .conv2D(let conv): return dense(conv, pixelWindow(conv.window(graph.weights), grain))
    case .fullyConnected(let matrix):
      return dense(
        matrix, PixelWindow(rows: 1, columns: 1, stride: 1, tile: 1, planes: planes[0]))
    case .depthwiseConv2D(let conv):
      let products = IntegerProducts(self, conv, target)
      let window = pixelWindow(conv.window(graph.weights), grain)
      let weights = DepthwiseWeights(self, conv)
      let group = target.productGroup(weightZero: products.weightZero, outside: nil)
      if target.hasColumns, group.isQuads, window.planes == 1 {
        let kernel = IntegerDepthwisePixelColumns(
          window: window, channels: makes.count, group: group, readsUnsigned: readsUnsigned,
          epilogue: products.epilogue)
        let columns = ColumnWeights(base: weights, taps: kernel.taps)
        return products.kernel(kernel, kernel.panels(for: target), columns, folds: true)
      }
      let kernel = IntegerDepthwisePixels(
        window: window, channels: makes.count, weightZero: products.weightZero,
        readsUnsigned: readsUnsigned, epilogue: products.epilogue)
      if target.packed != nil, target.integers.isEmpty {
        return products.packedPixels(kernel, weights)
      }
      return products.kernel(kernel, kernel.panels(for: target), weights, folds: true)
    case .activation, .add, .subtract, .multiply, .channelScale, .quantize, .dequantize:
      let access = node.op.payload.access(graph.weights)
      let kernel = ElementPixels(
        function: elementFunction(for: target), channels: makes.count,
        planes: access.indices.map { access[$0].space == .single ? nil : planes[$0] },
        unsigned: unsigned)
      return StageKernel(kernel: kernel, int8s: table)
    case .averagePool2D(let pool): return poolKernel(reduction(of: pool), pool.window, grain)
    case .maxPool2D(let pool): return poolKernel(.max, pool.window, grain)
    case .softmax(let softmax):
      let kernel = SoftmaxPixels(
        kind: kind(of: softmax), channels: makes.count, planes: planes[0],
        readsUnsigned: readsUnsigned)
      return StageKernel(kernel: kernel, int32s: exponentials(softmax))
    case .concatenate, .rearrange, .resizeNearest, .resizeBilinear: readsWholeMaps()
    case .globalAveragePool: return gatheringKernel(steps: 1)
    case .batchNorm:
      preconditionFailure("lower-batch-norm leaves no batch normalisation")
    }
  }

  /// The kernel of a pool over a window; means have as many taps everywhere.
  func poolKernel(
    _ reduction: PoolReduction, _ window: Window, _ grain: Grain
  ) -> StageKernel {
    precondition(
      !node.op.payload.countsTaps(in: input, for: graph.shape(of: node.result)),
      "a mean that leaves out padding steps in whole rows")
    let kernel = PoolPixels(
      reduction: reduction,
      scalar: graph.type(of: node.operands[0]).elementType == .f32 ? .float : .int8,
      window: pixelWindow(window, grain), channels: makes.count, readsUnsigned: readsUnsigned)
    return StageKernel(kernel: kernel, weights: nil)
  }
}
