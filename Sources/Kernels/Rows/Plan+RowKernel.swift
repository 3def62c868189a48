import IR
import Plan
import Targets

extension Plan {
  /// The kernel that makes a row of what a stage has to do.
  func rowKernel(for work: StageWork, target: Target) -> StageKernel {
    let node = work.node
    if work.involvesIntegers { return integerRowKernel(for: work, target: target) }
    let (input, output) = (work.input, work.output)
    let planes = node.operands.map { planePixels(of: $0) }

    func dense(
      _ weight: WeightID, _ bias: WeightID?, _ window: (rows: AxisWindow, columns: AxisWindow),
      _ activation: Activation?
    ) -> StageKernel {
      let kernel = ConvRow(
        inputWidth: input.width, inputChannels: work.reads.count,
        inputPitch: pitch(of: node.operands[0]), inputPlane: planes[0], outputWidth: output.width,
        outputChannels: work.makes.count, outputPitch: pitch(of: node.result), rows: window.rows,
        columns: window.columns, accumulates: work.accumulates,
        activation: work.finishes ? activation : nil)
      let weights = kernel.panels(for: target).pack(
        work.weight(weight), bias: bias.map(work.weight), outputs: work.makes, inputs: work.reads)
      return StageKernel(kernel: kernel, weights: weights)
    }

    switch node.op {
    case .conv2D(let conv):
      let window = conv.window(graph.weights)
      return dense(conv.weight, conv.bias, (window.rows, window.columns), conv.activation)
    case .fullyConnected(let matrix):
      let pixel = AxisWindow(kernel: 1, stride: 1, before: 0)
      return dense(matrix.weight, matrix.bias, (pixel, pixel), matrix.activation)
    case .depthwiseConv2D(let conv):
      let window = conv.window(graph.weights)
      let kernel = DepthwiseRow(
        inputWidth: input.width, inputPitch: pitch(of: node.operands[0]),
        inputPlane: planes[0], outputWidth: output.width, outputPitch: pitch(of: node.result),
        channels: work.makes.count, rows: window.rows, columns: window.columns,
        activation: conv.activation)
      let weights = kernel.blocks(for: target).pack(
        work.weight(conv.weight), bias: conv.bias.map(work.weight), channels: work.makes)
      return StageKernel(kernel: kernel, weights: weights)
    case .activation(let activation):
      let kernel = ActivationRow(
        width: output.width, channels: work.makes.count,
        inputPitch: pitch(of: node.operands[0]), inputPlane: planes[0],
        outputPitch: pitch(of: node.result), activation: work.function(of: activation))
      return StageKernel(kernel: kernel, weights: nil)
    case .add: return pairKernel(.add, work, planes)
    case .subtract: return pairKernel(.subtract, work, planes)
    case .multiply: return pairKernel(.multiply, work, planes)
    case .channelScale:
      let kernel = ChannelScaleRow(
        width: output.width, channels: work.makes.count, inputPlane: planes[0],
        pitch: output.channels)
      return StageKernel(kernel: kernel, weights: nil)
    case .globalAveragePool:
      return StageKernel(
        kernel: GlobalAveragePoolRow(
          shape: input, channels: work.makes.count, inputPlane: planes[0]), weights: nil)
    case .averagePool2D(let pool): return poolKernel(.mean, pool.window, for: work)
    case .maxPool2D(let pool): return poolKernel(.max, pool.window, for: work)
    case .softmax(let softmax):
      let kernel = SoftmaxRow(
        kind: .floats(beta: softmax.beta), width: output.width, channels: output.channels,
        inputPlane: planes[0], readsUnsigned: false)
      return StageKernel(kernel: kernel, weights: nil)
    case .concatenate(let op): return moving(.concatenate(op), for: work)
    case .rearrange(let op): return moving(.rearrange(op), for: work)
    case .resizeNearest(let op): return moving(.nearest(op), for: work)
    case .resizeBilinear(let op): return moving(.bilinear(op), for: work)
    case .quantize, .dequantize: preconditionFailure("an op over integers")
    case .batchNorm:
      preconditionFailure("lower-batch-norm leaves no batch normalisation")
    }
  }

  private func pairKernel(
    _ operation: PairOperation, _ work: StageWork, _ planes: [Int]
  ) -> StageKernel {
    StageKernel(
      kernel: PairRow(
        operation: operation, width: work.output.width, channels: work.makes.count,
        leftPlane: planes[0], rightPlane: planes[1], pitch: work.output.channels), weights: nil)
  }

  /// The kernel of an op that reads whole maps to make each row.
  func moving(_ move: MovedRow.Move, for work: StageWork) -> StageKernel {
    let operands = work.node.operands
    let isFloat = graph.type(of: operands[0]).elementType == .f32
    let kernel = MovedRow(
      move: move, scalar: isFloat ? .float : .int8,
      operands: operands.map { operand in
        let shape = graph.shape(of: operand)
        return WholeMap(
          shape: move.seen(shape), channels: shape.channels, plane: planePixels(of: operand),
          isUnsigned: graph.isUnsignedInput(operand))
      }, output: work.output, outputPitch: pitch(of: work.node.result))
    return StageKernel(kernel: kernel, weights: nil)
  }

  /// The kernel of a pool over a window.
  func poolKernel(
    _ reduction: PoolReduction, _ window: Window, for work: StageWork
  ) -> StageKernel {
    let operand = work.node.operands[0]
    let kernel = PoolRow(
      reduction: reduction, scalar: graph.type(of: operand).elementType == .f32 ? .float : .int8,
      inputWidth: work.input.width, inputHeight: work.input.height,
      outputHeight: work.output.height, inputPitch: pitch(of: operand),
      inputPlane: planePixels(of: operand), readsUnsigned: work.readsUnsigned,
      outputWidth: work.output.width,
      outputPitch: pitch(of: work.node.result), channels: work.makes.count, rows: window.rows,
      columns: window.columns)
    return StageKernel(kernel: kernel, weights: nil)
  }
}

extension StageWork {
  /// Whether it reads or makes integers.
  var involvesIntegers: Bool {
    (node.operands + [node.result]).contains { graph.type(of: $0).elementType != .f32 }
  }

  /// The function of an activation of floats.
  func function(of activation: ActivationOp) -> Activation {
    guard let function = activation.function else {
      preconditionFailure("an activation of floats without a function")
    }
    return function
  }
}
