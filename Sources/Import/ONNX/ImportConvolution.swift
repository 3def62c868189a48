import Basics
import Formats
import IR

/// The ops that sum products, in what they have in common.
struct ProductOp {
  var weight: WeightID
  var bias: WeightID?
  var stride = Stride()
  var padding = Padding()
  var activation: Activation?
  var output: Requantization?

  var conv2D: Op {
    var op = Conv2D()
    (op.weight, op.bias, op.stride, op.padding) = (weight, bias, stride, padding)
    (op.activation, op.output) = (activation, output)
    return .conv2D(op)
  }

  var depthwise: Op {
    var op = DepthwiseConv2D()
    (op.weight, op.bias, op.stride, op.padding) = (weight, bias, stride, padding)
    (op.activation, op.output) = (activation, output)
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
    let map = try unpaddedMap(node.requiredInput(0), node)
    let input = try imageShape(map, node)
    let kernel = try kernel(node, weight, channels: input.channels)
    let window = try node.window(
      kernel: (kernel.dilatedHeight, kernel.dilatedWidth), over: map.paddedShape)
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
    (op.stride, op.padding) = (window.stride, window.padding + map.padding)
    let value = try emit(
      kernel.isDepthwise ? op.depthwise : op.conv2D, [map.value], name: name, node)
    try finish(node, value, .nchw(graph.shape(of: value)))
  }

  /// The shape of a map that lies as image operators take it.
  func imageShape(_ map: ONNXMap, _ node: ONNXNode) throws(Rejection) -> Shape {
    guard map.axes.isNCHW else {
      throw node.unsupported(
        map.axes.rank == 4
          ? "its operand would have to be moved to lie as [N, C, H, W]; a Transpose before it that"
            + " the Reshapes around do not cut works"
          : "its operand has \(map.axes.rank) axes, expected [N, C, H, W]")
    }
    return map.mapShape
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
    let map = try plainMap(node.requiredInput(0), node)
    guard map.axes.rank > 1, map.axes.axes[1] == [.channels] || map.mapShape.channels == 1 else {
      throw node.unsupported("axis 1 of its operand is not the channels of the map")
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
