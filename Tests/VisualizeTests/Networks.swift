import IR

/// Networks as large as real ones, made from code, with zeros for weights.
enum Networks {
  /// The layers of MobileNetV2 (Sandler et al., CVPR 2018, table 2), before or after the passes
  /// that fold batch norm and fuse activations.
  static func mobileNetV2(fused: Bool) throws -> Graph {
    var builder = NetworkBuilder(name: "mobilenet_v2", fused: fused)
    var x = builder.graph.addInput("image", TensorType(.f32, Shape(224, 224, 3)))
    x = try builder.conv(x, "stem", outputs: 32, kernel: 3, stride: 2, .relu6)
    var block = 0
    for (t, c, n, s) in [
      (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2),
      (6, 320, 1, 1),
    ] {
      for repetition in 0..<n {
        let name = "block\(block)"
        let (skip, channels) = (x, builder.graph.shape(of: x).channels)
        if t > 1 { x = try builder.conv(x, "\(name).expand", outputs: t * channels, .relu6) }
        x = try builder.depthwise(x, "\(name).depthwise", stride: repetition == 0 ? s : 1, .relu6)
        x = try builder.conv(x, "\(name).project", outputs: c, nil)
        if repetition > 0 { x = try builder.append(.add(Add()), [x, skip], "\(name).add") }
        block += 1
      }
    }
    x = try builder.conv(x, "head.conv", outputs: 1280, .relu6)
    x = try builder.append(.globalAveragePool(GlobalAveragePool()), [x], "head.pool")
    x = try builder.fullyConnected(x, "classifier", outputs: 1000)
    builder.graph.addOutput(x)
    return builder.graph
  }
}

/// Appends layers, each as one node or as convolution, batch norm and activation.
struct NetworkBuilder {
  var graph: Graph
  let fused: Bool

  init(name: String, fused: Bool) {
    graph = Graph(name: name)
    self.fused = fused
  }

  mutating func append(_ op: Op, _ operands: [ValueID], _ name: String) throws -> ValueID {
    try graph.append(op, operands, name: name, origin: .unknown)
  }

  mutating func weight(_ name: String, _ shape: [Int]) -> WeightID {
    graph.weights.add(
      Weight(name, shape: shape, values: Array(repeating: 0, count: shape.reduce(1, *))))
  }

  mutating func conv(
    _ input: ValueID, _ name: String, outputs: Int, kernel: Int = 1, stride: Int = 1,
    _ activation: Activation?
  ) throws -> ValueID {
    var op = Conv2D()
    op.weight = weight(name, [outputs, kernel, kernel, graph.shape(of: input).channels])
    op.stride = Stride(height: stride, width: stride)
    op.padding = padding(kernel)
    guard !fused else {
      op.bias = weight(name + ".bias", [outputs])
      op.activation = activation
      return try append(.conv2D(op), [input], name)
    }
    return try normalised(append(.conv2D(op), [input], name + ".conv"), name, activation)
  }

  mutating func depthwise(
    _ input: ValueID, _ name: String, stride: Int, _ activation: Activation?
  ) throws -> ValueID {
    let channels = graph.shape(of: input).channels
    var op = DepthwiseConv2D()
    op.weight = weight(name, [3, 3, channels])
    op.stride = Stride(height: stride, width: stride)
    op.padding = padding(3)
    guard !fused else {
      op.bias = weight(name + ".bias", [channels])
      op.activation = activation
      return try append(.depthwiseConv2D(op), [input], name)
    }
    return try normalised(append(.depthwiseConv2D(op), [input], name + ".conv"), name, activation)
  }

  mutating func fullyConnected(
    _ input: ValueID, _ name: String, outputs: Int
  ) throws -> ValueID {
    var op = FullyConnected()
    op.weight = weight(name, [outputs, graph.shape(of: input).channels])
    op.bias = weight(name + ".bias", [outputs])
    return try append(.fullyConnected(op), [input], name)
  }

  private mutating func normalised(
    _ input: ValueID, _ name: String, _ activation: Activation?
  ) throws -> ValueID {
    var op = BatchNorm()
    let channels = [graph.shape(of: input).channels]
    op.gamma = weight(name + ".gamma", channels)
    op.beta = weight(name + ".beta", channels)
    op.mean = weight(name + ".mean", channels)
    op.variance = weight(name + ".variance", channels)
    op.epsilon = 1e-5
    let result = try append(.batchNorm(op), [input], name + (activation == nil ? "" : ".bn"))
    guard let activation else { return result }
    var function = ActivationOp()
    function.function = activation
    return try append(.activation(function), [result], name)
  }

  private func padding(_ kernel: Int) -> Padding {
    Padding(top: kernel / 2, left: kernel / 2, bottom: kernel / 2, right: kernel / 2)
  }
}
