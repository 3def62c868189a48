import Basics
import IR
import TestSupport

/// A small graph grown op by op on values that fit, the same for the same seed.
func randomGraph(_ seed: Int) throws(IllegalOp) -> Graph {
  var grower = GraphGrower(seed)
  return try grower.grown()
}

private struct GraphGrower {
  private var random: SeededGenerator
  private var graph: Graph
  private var values: [ValueID] = []
  private var convolutionWeights: [WeightID] = []

  init(_ seed: Int) {
    random = SeededGenerator("graph \(seed)")
    graph = Graph(name: "random graph \(seed)")
  }

  mutating func grown() throws(IllegalOp) -> Graph {
    for index in 0..<random.pick(1...2) {
      let shape = Shape(random.pick(1...9), random.pick(1...9), random.pick(1...5))
      values.append(graph.addInput("input//\(index)", TensorType(.f32, shape)))
    }
    for index in 0..<random.pick(3...14) { try grow("v\(index)") }
    graph.addOutput(values[values.count - 1])
    if random.happens(30) { graph.addOutput(anyValue()) }
    return graph
  }

  /// Mostly the newest value, so that chains arise; sometimes an old one, so that branches do.
  private mutating func anyValue() -> ValueID {
    random.happens(75) ? values[values.count - 1] : values[random.pick(0...values.count - 1)]
  }

  private mutating func grow(_ name: String) throws(IllegalOp) {
    let input = anyValue()
    let shape = graph.shape(of: input)
    var operands = [input]
    let op: Op
    switch random.pick(0...11) {
    case 0...1: op = convolution(name, shape)
    case 2...3: op = depthwise(name, shape)
    case 4...6: op = batchNorm(name, shape.channels)
    case 7...8: op = activation()
    case 9:
      let others = values.filter { graph.type(of: $0) == graph.type(of: input) }
      operands.append(others[random.pick(0...others.count - 1)])
      op = .add(Add())
    case 10 where shape.height * shape.width > 1: op = .globalAveragePool(GlobalAveragePool())
    case 10: op = matrix(name, shape.channels)
    default:
      let scales = values.filter { graph.shape(of: $0) == Shape(1, 1, shape.channels) }
      guard let scale = scales.last else { return }
      operands.append(scale)
      op = .channelScale(ChannelScale())
    }
    values.append(try graph.append(op, operands, name: name, origin: .unknown))
  }

  private mutating func weight(_ kind: Seed.Kind, _ name: String, _ shape: [Int]) -> WeightID {
    let seed = Seed(kind, name)
    return graph.weights.add(
      Weight(name, shape: shape, values: seed.values(shape: shape), seed: seed))
  }

  private mutating func bias(_ name: String, _ channels: Int) -> WeightID? {
    random.happens(50) ? weight(.bias, name + ".bias", [channels]) : nil
  }

  private mutating func window(_ shape: Shape) -> (kernel: [Int], stride: Stride, padding: Padding)
  {
    let (height, width) = (
      random.pick(1...min(3, shape.height)), random.pick(1...min(3, shape.width))
    )
    return (
      [height, width], Stride(height: random.pick(1...3), width: random.pick(1...3)),
      Padding(
        top: random.pick(0...height - 1), left: random.pick(0...width - 1),
        bottom: random.pick(0...height - 1), right: random.pick(0...width - 1))
    )
  }

  private mutating func convolution(_ name: String, _ shape: Shape) -> Op {
    var conv = Conv2D()
    // A weight that fits is used again at times: folding must not change it for the other.
    if let shared = convolutionWeights.last(where: { graph.weights[$0].shape[3] == shape.channels }
    ),
      random.happens(40)
    {
      conv.weight = shared
      return .conv2D(conv)
    }
    let (kernel, stride, padding) = window(shape)
    let outputs = random.pick(1...5)
    conv.weight = weight(.conv, name + ".weight", [outputs] + kernel + [shape.channels])
    conv.bias = bias(name, outputs)
    (conv.stride, conv.padding) = (stride, padding)
    if random.happens(20) { conv.activation = activationFunction() }
    if kernel == [1, 1] { convolutionWeights.append(conv.weight) }
    return .conv2D(conv)
  }

  private mutating func depthwise(_ name: String, _ shape: Shape) -> Op {
    var conv = DepthwiseConv2D()
    let (kernel, stride, padding) = window(shape)
    conv.weight = weight(.depthwise, name + ".weight", kernel + [shape.channels])
    conv.bias = bias(name, shape.channels)
    (conv.stride, conv.padding) = (stride, padding)
    if random.happens(20) { conv.activation = activationFunction() }
    return .depthwiseConv2D(conv)
  }

  private mutating func matrix(_ name: String, _ inputs: Int) -> Op {
    var matrix = FullyConnected()
    let outputs = random.pick(1...6)
    matrix.weight = weight(.linear, name + ".weight", [outputs, inputs])
    matrix.bias = bias(name, outputs)
    if random.happens(20) { matrix.activation = activationFunction() }
    return .fullyConnected(matrix)
  }

  private mutating func batchNorm(_ name: String, _ channels: Int) -> Op {
    var norm = BatchNorm()
    norm.gamma = weight(.gamma, name + ".gamma", [channels])
    norm.beta = weight(.beta, name + ".beta", [channels])
    norm.mean = weight(.mean, name + ".mean", [channels])
    norm.variance = weight(.variance, name + ".variance", [channels])
    norm.epsilon = random.happens(50) ? 1e-5 : 1e-3
    return .batchNorm(norm)
  }

  private mutating func activation() -> Op {
    var activation = ActivationOp()
    activation.function = activationFunction()
    return .activation(activation)
  }

  private mutating func activationFunction() -> Activation {
    let functions: [Activation] = [
      .relu, .relu6, .clamp(low: -0.5, high: 0.75), .hardSwish, .hardSigmoid,
      .hardSigmoid(slope: 0.2),
    ]
    return functions[random.pick(0...functions.count - 1)]
  }
}
