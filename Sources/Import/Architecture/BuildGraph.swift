import Basics
import IR

/// The graph of a network: convolution, batch norm and activation as nodes of their own.
func buildGraph(
  _ architecture: Architecture, weights: WeightSource
) throws(Rejection) -> Graph {
  var builder = GraphBuilder(architecture, weights)
  do throws(IllegalOp) {
    return try builder.build()
  } catch {
    // The architecture was checked; this tells of a rule of the ops that the check does not know.
    throw Rejection(.badFile, error.rule, error.message)
  }
}

private struct GraphBuilder {
  private let architecture: Architecture
  private let source: WeightSource
  private var graph: Graph

  init(_ architecture: Architecture, _ source: WeightSource) {
    self.architecture = architecture
    self.source = source
    graph = Graph(name: architecture.name)
    graph.preprocessing = architecture.preprocessing
  }

  mutating func build() throws(IllegalOp) -> Graph {
    let input = graph.addInput("input", TensorType(.f32, architecture.input))
    var value = try add(architecture.stem, to: input)
    for block in architecture.blocks { value = try add(block, to: value) }
    if let last = architecture.headConvolution { value = try add(last, to: value) }
    value = try graph.append(
      .globalAveragePool(GlobalAveragePool()), [value], name: "head.pool",
      origin: architecture.headOrigin)
    if let hidden = architecture.hidden { value = try add(hidden, to: value) }
    graph.addOutput(try add(architecture.classifier, to: value))
    return graph
  }

  private mutating func add(
    _ block: Architecture.Block, to input: ValueID
  ) throws(IllegalOp) -> ValueID {
    let name = "block\(block.number)"
    var value = input
    if let expand = block.expand { value = try add(expand, to: value) }
    value = try add(block.depthwise, to: value)
    if let gate = block.gate {
      var scale = try graph.append(
        .globalAveragePool(GlobalAveragePool()), [value], name: "\(name).pool",
        origin: block.origin)
      scale = try add(gate.squeeze, to: scale)
      scale = try add(gate.excite, to: scale)
      value = try graph.append(
        .channelScale(ChannelScale()), [value, scale], name: "\(name).scale",
        origin: block.origin)
    }
    value = try add(block.project, to: value)
    guard block.hasResidual else { return value }
    return try graph.append(
      .add(Add()), [value, input], name: "\(name).add", origin: block.origin)
  }

  /// The nodes of a layer: `X.conv`, `X.norm` and `X`, whichever there are; the last one is `X`.
  private mutating func add(_ layer: Layer, to input: ValueID) throws(IllegalOp) -> ValueID {
    var steps = [(suffix: layer.kind == .linear ? "linear" : "conv", op: mainOp(layer))]
    if layer.isNormalized { steps.append(("norm", normOp(layer))) }
    if let activation = layer.activation {
      var op = ActivationOp()
      op.function = activation
      steps.append(("activation", .activation(op)))
    }
    var value = input
    for (index, step) in steps.enumerated() {
      let isLast = index == steps.count - 1
      let name = layer.place.valueName + (isLast ? "" : ".\(step.suffix)")
      value = try graph.append(step.op, [value], name: name, origin: layer.origin)
    }
    return value
  }

  private mutating func mainOp(_ layer: Layer) -> Op {
    let weight = weight(layer.kernelSlot)
    let bias = layer.isNormalized ? nil : self.weight(layer.vectorSlot(.bias))
    let stride = Stride(height: layer.stride, width: layer.stride)
    switch layer.kind {
    case .convolution:
      var op = Conv2D()
      (op.weight, op.bias, op.stride, op.padding) = (weight, bias, stride, layer.padding)
      return .conv2D(op)
    case .depthwise:
      var op = DepthwiseConv2D()
      (op.weight, op.bias, op.stride, op.padding) = (weight, bias, stride, layer.padding)
      return .depthwiseConv2D(op)
    case .linear:
      var op = FullyConnected()
      (op.weight, op.bias) = (weight, bias)
      return .fullyConnected(op)
    }
  }

  private mutating func normOp(_ layer: Layer) -> Op {
    var op = BatchNorm()
    op.gamma = weight(layer.vectorSlot(.gamma))
    op.beta = weight(layer.vectorSlot(.beta))
    op.mean = weight(layer.vectorSlot(.mean))
    op.variance = weight(layer.vectorSlot(.variance))
    op.epsilon = architecture.conventions.epsilon
    return .batchNorm(op)
  }

  private mutating func weight(_ slot: WeightSlot) -> WeightID {
    graph.weights.add(source.weight(for: slot))
  }
}
