import Basics
import IR

/// Appends layers with seeded weights to a graph, for tests.
package struct GraphBuilder {
  package var graph: Graph

  package init(name: String) { graph = Graph(name: name) }

  package mutating func input(_ name: String, _ shape: Shape) -> ValueID {
    graph.addInput(name, TensorType(.f32, shape))
  }

  package mutating func append(
    _ op: Op, _ operands: [ValueID], _ name: String
  ) throws(IllegalOp) -> ValueID {
    try graph.append(op, operands, name: name, origin: .unknown)
  }

  package mutating func weight(_ kind: Seed.Kind, _ name: String, _ shape: [Int]) -> WeightID {
    let seed = Seed(kind, "\(graph.name)/\(name)")
    return graph.weights.add(
      Weight(name, shape: shape, values: seed.values(shape: shape), seed: seed))
  }

  /// A dense convolution; the kernel is [height, width].
  package mutating func conv(
    _ input: ValueID, _ name: String, outputs: Int, kernel: (Int, Int) = (1, 1),
    stride: Stride = Stride(), dilation: Stride = Stride(), padding: Padding = Padding(),
    hasBias: Bool = true, _ activation: Activation? = nil
  ) throws(IllegalOp) -> ValueID {
    var op = Conv2D()
    op.weight = weight(
      .conv, "\(name).weight", [outputs, kernel.0, kernel.1, graph.shape(of: input).channels])
    if hasBias { op.bias = weight(.bias, "\(name).bias", [outputs]) }
    (op.stride, op.dilation, op.padding) = (stride, dilation, padding)
    op.activation = activation
    return try append(.conv2D(op), [input], name)
  }

  package mutating func depthwise(
    _ input: ValueID, _ name: String, kernel: (Int, Int), stride: Stride = Stride(),
    dilation: Stride = Stride(), padding: Padding = Padding(), hasBias: Bool = true,
    _ activation: Activation? = nil
  ) throws(IllegalOp) -> ValueID {
    let channels = graph.shape(of: input).channels
    var op = DepthwiseConv2D()
    op.weight = weight(.depthwise, "\(name).weight", [kernel.0, kernel.1, channels])
    if hasBias { op.bias = weight(.bias, "\(name).bias", [channels]) }
    (op.stride, op.dilation, op.padding) = (stride, dilation, padding)
    op.activation = activation
    return try append(.depthwiseConv2D(op), [input], name)
  }

  package mutating func fullyConnected(
    _ input: ValueID, _ name: String, outputs: Int, _ activation: Activation? = nil
  ) throws(IllegalOp) -> ValueID {
    var op = FullyConnected()
    op.weight = weight(.linear, "\(name).weight", [outputs, graph.shape(of: input).channels])
    op.bias = weight(.bias, "\(name).bias", [outputs])
    op.activation = activation
    return try append(.fullyConnected(op), [input], name)
  }

  package mutating func batchNorm(
    _ input: ValueID, _ name: String
  ) throws(IllegalOp) -> ValueID {
    let channels = [graph.shape(of: input).channels]
    var op = BatchNorm()
    op.gamma = weight(.gamma, "\(name).gamma", channels)
    op.beta = weight(.beta, "\(name).beta", channels)
    op.mean = weight(.mean, "\(name).mean", channels)
    op.variance = weight(.variance, "\(name).variance", channels)
    op.epsilon = 1e-5
    return try append(.batchNorm(op), [input], name)
  }

  package mutating func activate(
    _ input: ValueID, _ name: String, _ function: Activation
  ) throws(IllegalOp) -> ValueID {
    var op = ActivationOp()
    op.function = function
    return try append(.activation(op), [input], name)
  }

  package mutating func add(
    _ left: ValueID, _ right: ValueID, _ name: String
  ) throws(IllegalOp) -> ValueID { try append(.add(Add()), [left, right], name) }

  package mutating func pool(_ input: ValueID, _ name: String) throws(IllegalOp) -> ValueID {
    try append(.globalAveragePool(GlobalAveragePool()), [input], name)
  }

  /// The gate of a squeeze-excite block and its application.
  package mutating func squeezeExcite(
    _ input: ValueID, _ name: String, squeezed: Int, gate: Activation = .hardSigmoid
  ) throws(IllegalOp) -> ValueID {
    let channels = graph.shape(of: input).channels
    var x = try pool(input, "\(name).pool")
    x = try fullyConnected(x, "\(name).squeeze", outputs: squeezed, .relu)
    x = try fullyConnected(x, "\(name).excite", outputs: channels, gate)
    return try append(.channelScale(ChannelScale()), [input, x], "\(name).scale")
  }
}
