import Basics
import IR

/// Lets the op before an activation apply it to its own result.
///
///     %c = conv2d %x {weight = @w} : ...
///     %a = activation %c {function = relu6} : ...    →    %a = conv2d %x {weight = @w,
///                                                             activation = relu6} : ...
///
/// Applies to convolutions and matrices without one, where nobody else reads %c and it is no
/// output.
package let fuseActivation = Pass(
  "fuse-activation", "an activation becomes part of the op before it"
) { graph in
  for id in graph.order {
    guard case .activation(let activation) = graph.nodes[id].op else { continue }
    let operand = graph.nodes[id].operands[0]
    guard let producer = graph.values[operand].producer, graph.isReadOnly(by: id, operand),
      graph.type(of: operand).elementType == .f32,
      // An exponential is no part of a loop over lanes.
      let function = activation.function, function != .logistic,
      let fused = graph.nodes[producer].op.with(function)
    else { continue }
    let origin = Origin.derived(
      by: "fuse-activation", from: [graph.nodes[producer].origin, graph.nodes[id].origin])
    graph.replaceOp(of: producer, with: fused, origin: origin)
    graph.remove(id, using: operand)
  }
}

extension Op {
  /// The op with an activation at its end; nil if it has one already or cannot have any.
  fileprivate func with(_ activation: Activation) -> Op? {
    switch self {
    case .conv2D(var conv) where conv.activation == nil:
      conv.activation = activation
      return .conv2D(conv)
    case .depthwiseConv2D(var conv) where conv.activation == nil:
      conv.activation = activation
      return .depthwiseConv2D(conv)
    case .fullyConnected(var matrix) where matrix.activation == nil:
      matrix.activation = activation
      return .fullyConnected(matrix)
    case .conv2D, .depthwiseConv2D, .fullyConnected, .batchNorm, .activation, .add,
      .subtract, .multiply, .globalAveragePool, .channelScale, .averagePool2D, .maxPool2D,
      .softmax, .quantize, .dequantize, .concatenate, .rearrange, .resizeNearest, .resizeBilinear:
      return nil
    }
  }
}
