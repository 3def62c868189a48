import Basics
import IR

/// Lets activations that are more than a clamp stand by themselves.
///
///     %a = conv2d %x {weight = @w, activation = hard_swish}    →    %a.linear = conv2d %x {weight = @w}
///                                                                   %a = activation %a.linear
///                                                                          {function = hard_swish}
///
/// An op on integers can only clamp; the sum before such an activation has integers of its own.
package func withActivationsApart(_ graph: Graph) throws(Rejection) -> Graph {
  var copy = GraphCopy(of: graph)
  for input in graph.inputs { copy.addInput(like: input, graph.type(of: input)) }
  for id in graph.order {
    let node = graph.nodes[id]
    guard let function = node.op.activation, case (let sum, true) = node.op.withoutActivation,
      !function.isClamp
    else {
      try copy.append(node.op, like: id)
      continue
    }
    var activation = ActivationOp()
    activation.function = function
    try copy.append(sum, like: id, name: copy.unusedName("\(graph.name(of: id)).linear"))
    try copy.append(.activation(activation), behind: id)
  }
  return copy.finished()
}

extension Activation {
  fileprivate var isClamp: Bool {
    if case .clamp = self { return true }
    return false
  }
}

extension Op {
  /// The op without an activation at its end, and whether there was one to take away.
  fileprivate var withoutActivation: (op: Op, wasThere: Bool) {
    switch self {
    case .conv2D(var conv):
      conv.activation = nil
      return (.conv2D(conv), activation != nil)
    case .depthwiseConv2D(var conv):
      conv.activation = nil
      return (.depthwiseConv2D(conv), activation != nil)
    case .fullyConnected(var matrix):
      matrix.activation = nil
      return (.fullyConnected(matrix), activation != nil)
    case .batchNorm, .activation, .add, .subtract, .multiply, .globalAveragePool, .channelScale,
      .averagePool2D, .maxPool2D, .softmax, .quantize, .dequantize, .concatenate, .rearrange,
      .resizeNearest, .resizeBilinear:
      return (self, false)
    }
  }
}
