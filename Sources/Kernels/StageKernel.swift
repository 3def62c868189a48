import IR
import Plan
import Targets

/// The kernel that runs one stage of a region on one slice, and the weights it reads there.
package struct StageKernel {
  package let kernel: any RowKernel
  package let weights: [Float]?
}

/// What a slice of a split region is to its stages.
package struct SlicePass: Hashable, Sendable {
  /// The channels of the slice; nil in an unsplit region.
  package var channels: Range<Int>?
  package var isFirst: Bool
  package var isLast: Bool

  package init(channels: Range<Int>?, isFirst: Bool, isLast: Bool) {
    self.channels = channels
    self.isFirst = isFirst
    self.isLast = isLast
  }
}

extension Plan {
  /// Elements between neighbouring pixels of a value in memory.
  package func pitch(of value: ValueID) -> Int {
    let type = graph.type(of: value)
    let (buffer, rows): (Int, Int)
    switch memory.placements[value] {
    case .slice(let index): (buffer, rows) = (index, type.shape.height)
    case .ring(let index, let ring, _): (buffer, rows) = (index, ring.pixels / ring.width)
    case .input, .output, .arena, nil: return type.shape.channels
    }
    let pixels = rows * type.shape.width
    return memory.buffers[buffer].byteCount / pixels / memory.elementBytes
  }

  /// Chooses the kernel for a stage on a slice.
  package func kernel(for stage: Stage, on pass: SlicePass, target: Target) -> StageKernel {
    let node = graph.nodes[stage.node]
    let input = graph.shape(of: node.operands[0])
    let output = graph.shape(of: node.result)
    // Which channels the stage reads and makes on this slice.
    let slice = pass.channels ?? 0..<0
    let (reads, makes): (Range<Int>, Range<Int>) =
      switch stage.role {
      case .whole: (0..<input.channels, 0..<output.channels)
      case .produces: (0..<input.channels, slice)
      case .carries: (slice, slice)
      case .reduces: (slice, 0..<output.channels)
      }

    func dense(
      _ weight: WeightID, _ bias: WeightID?, _ window: (rows: AxisWindow, columns: AxisWindow),
      _ activation: Activation?
    ) -> StageKernel {
      let isPartial = stage.role == .reduces
      let kernel = ConvRow(
        inputWidth: input.width, inputChannels: reads.count,
        inputPitch: pitch(of: node.operands[0]), outputWidth: output.width,
        outputChannels: makes.count, outputPitch: pitch(of: node.result), rows: window.rows,
        columns: window.columns, accumulates: isPartial && !pass.isFirst,
        activation: isPartial && !pass.isLast ? nil : activation)
      let weights = kernel.pack(
        graph.weights[weight], bias: bias.map { graph.weights[$0] }, outputs: makes, inputs: reads,
        for: target)
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
        outputWidth: output.width, outputPitch: pitch(of: node.result), channels: makes.count,
        rows: window.rows, columns: window.columns, activation: conv.activation)
      let weights = kernel.pack(
        graph.weights[conv.weight], bias: conv.bias.map { graph.weights[$0] }, channels: makes,
        for: target)
      return StageKernel(kernel: kernel, weights: weights)
    case .activation(let activation):
      let kernel = ActivationRow(
        width: output.width, channels: makes.count, inputPitch: pitch(of: node.operands[0]),
        outputPitch: pitch(of: node.result), activation: activation.function)
      return StageKernel(kernel: kernel, weights: nil)
    case .add:
      return StageKernel(kernel: AddRow(count: output.rowCount), weights: nil)
    case .channelScale:
      let kernel = ChannelScaleRow(width: output.width, channels: output.channels)
      return StageKernel(kernel: kernel, weights: nil)
    case .globalAveragePool:
      return StageKernel(kernel: GlobalAveragePoolRow(shape: input), weights: nil)
    case .batchNorm:
      preconditionFailure("lower-batch-norm leaves no batch normalisation")
    }
  }
}
