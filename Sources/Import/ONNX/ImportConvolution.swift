import Basics
import Formats
import IR

/// The ops that sum products, in what they have in common.
struct ProductOp {
  var weight: WeightID
  var bias: WeightID?
  var stride = Stride()
  var dilation = Stride()
  var padding = Padding()
  var activation: Activation?
  var output: Requantization?

  var conv2D: Op {
    var op = Conv2D()
    (op.weight, op.bias, op.stride, op.padding) = (weight, bias, stride, padding)
    (op.dilation, op.activation, op.output) = (dilation, activation, output)
    return .conv2D(op)
  }

  var depthwise: Op {
    var op = DepthwiseConv2D()
    (op.weight, op.bias, op.stride, op.padding) = (weight, bias, stride, padding)
    (op.dilation, op.activation, op.output) = (dilation, activation, output)
    return .depthwiseConv2D(op)
  }

  var fullyConnected: Op {
    var op = FullyConnected()
    (op.weight, op.bias, op.activation, op.output) = (weight, bias, activation, output)
    return .fullyConnected(op)
  }
}

extension ONNXImporter {
  mutating func conv(_ node: ONNXNode) throws(Rejection) {
    let name = try node.output()
    guard let weight = try constantInput(node, 1, "weight") else {
      throw node.damaged("onnx.inputs", "has no weight")
    }
    let bias = try constantInput(node, 2, "bias")
    if try integerConv(node, weight, bias) { return }
    let source = try node.requiredInput(0)
    let map = try image(unpaddedMap(source, node), name: source, node)
    let kernel = try kernel(node, weight, channels: map.mapShape.channels)
    let window = try node.window(
      reach: kernel.reach, over: map.paddedShape, rank: map.axes.rank)
    var op = ProductOp(
      weight: addWeight(
        weight.name, kernel.shape, kernel.arranged(weight.floats, zero: 0), node))
    if let bias {
      guard bias.count == kernel.outputs else {
        throw node.damaged(
          "onnx.bias", "has a bias of \(bias.shape), expected [\(kernel.outputs)]")
      }
      op.bias = addWeight(bias.name, [kernel.outputs], bias.floats, node)
    }
    (op.stride, op.dilation) = (window.stride, kernel.dilation)
    op.padding = window.padding + map.padding
    let value = try emit(
      kernel.isDepthwise ? op.depthwise : op.conv2D, [map.value], name: name, node)
    try finish(node, value, .image(graph.shape(of: value), rank: map.axes.rank))
  }

  /// A map as it lies for image operators.
  mutating func image(
    _ map: ONNXMap, name: String, _ node: ONNXNode
  ) throws(Rejection) -> ONNXMap {
    let rank = map.axes.rank
    guard rank == 3 || rank == 4 else {
      throw node.unsupported("its operand has \(rank) axes, expected [N, C, H, W] or [N, C, L]")
    }
    let shape = map.shape
    guard shape[0] == 1 else {
      throw node.unsupported("a batch of \(shape[0]), expected 1 image at a time")
    }
    if map.isImage(rank: rank) { return map }
    let layout = MapLayout(
      shape, height: rank == 4 ? [2] : [], width: [rank - 1], channels: [1])
    return try arranged(map, as: layout, name: name + ".image", node)
  }

  mutating func batchNormalization(_ node: ONNXNode) throws(Rejection) {
    // The forms of operator sets before 9 and from 14 on.
    guard try node.integer("training_mode", or: 0) == 0 else {
      throw node.unsupported("training_mode, expected a network for inference: 0")
    }
    if operatorSet < 9, try node.integer("spatial", or: 1) == 0 {
      throw node.unsupported(
        "spatial 0 has a mean for each pixel, expected one for each channel: 1")
    }
    let epsilon = try node.float("epsilon", or: 1e-5)
    let source = try node.requiredInput(0)
    var map = try plainMap(source, node)
    guard map.axes.rank > 1 else {
      throw node.damaged("onnx.rank", "has an operand of \(map.shape), expected channels as axis 1")
    }
    if !map.axes.isWhole(1, .channels, of: map.mapShape) {
      map = try arranged(
        map, as: .channels([1], of: map.shape), name: source + ".channels", node)
    }
    var vectors: [WeightID] = []
    for (index, role) in ["scale", "bias", "mean", "variance"].enumerated() {
      guard let constant = try constantInput(node, index + 1, role) else {
        throw node.damaged("onnx.inputs", "has no \(role)")
      }
      guard constant.count == map.mapShape.channels else {
        throw node.damaged(
          "onnx.weight",
          "has a \(role) of \(constant.shape), its operand \(map.mapShape.channels) channels")
      }
      vectors.append(addWeight(constant.name, [constant.count], constant.floats, node))
    }
    var op = BatchNorm()
    (op.gamma, op.beta, op.mean, op.variance) = (vectors[0], vectors[1], vectors[2], vectors[3])
    op.epsilon = epsilon
    let value = try emit(.batchNorm(op), [map.value], name: node.output(), node)
    try finish(node, value, map.axes)
  }
}
