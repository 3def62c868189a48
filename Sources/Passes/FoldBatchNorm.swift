import Basics
import IR

/// Folds batch normalisation into the convolution or the matrix before it.
///
///     %c = conv2d %x {weight = @w} : ...                   %n = conv2d %x {weight = @w.folded,
///     %n = batch_norm %c {gamma = @g, ...} : ...     →         bias = @w.folded_bias} : ...
///
/// with w' = w * gamma / sqrt(variance + epsilon) per output channel and
/// b' = beta + (b - mean) * gamma / sqrt(variance + epsilon) (Jacob et al., CVPR 2018, equation
/// 14). Applies where nobody else reads %c, it is no output, and no activation stands between.
package let foldBatchNorm = Pass(
  "fold-batch-norm", "batch normalisation becomes part of the convolution before it"
) { graph in
  for id in graph.order {
    guard case .batchNorm(let norm) = graph.nodes[id].op else { continue }
    let operand = graph.nodes[id].operands[0]
    guard let producer = graph.values[operand].producer, graph.isReadOnly(by: id, operand) else {
      continue
    }
    let affine = norm.affine(graph.weights)
    guard let folded = graph.folding(affine, into: graph.nodes[producer].op) else { continue }
    let origin = Origin.derived(
      by: "fold-batch-norm", from: [graph.nodes[producer].origin, graph.nodes[id].origin])
    graph.replaceOp(of: producer, with: folded, origin: origin)
    graph.remove(id, using: operand)
  }
}

extension Graph {
  /// Whether `node` is the only reader of a value that is no output.
  func isReadOnly(by node: NodeID, _ value: ValueID) -> Bool {
    !outputs.contains(value)
      && order.allSatisfy { $0 == node || !nodes[$0].operands.contains(value) }
  }

  /// The op followed by x * scale + shift per channel, as one op; nil if it cannot take that in.
  fileprivate mutating func folding(_ affine: [(scale: Double, shift: Double)], into op: Op) -> Op?
  {
    switch op {
    case .conv2D(var conv) where conv.activation == nil:
      (conv.weight, conv.bias) = fold(affine, conv.weight, conv.bias, channelsFastest: false)
      return .conv2D(conv)
    case .fullyConnected(var matrix) where matrix.activation == nil:
      (matrix.weight, matrix.bias) = fold(
        affine, matrix.weight, matrix.bias, channelsFastest: false)
      return .fullyConnected(matrix)
    case .depthwiseConv2D(var conv) where conv.activation == nil:
      (conv.weight, conv.bias) = fold(affine, conv.weight, conv.bias, channelsFastest: true)
      return .depthwiseConv2D(conv)
    case .conv2D, .fullyConnected, .depthwiseConv2D, .batchNorm, .activation, .add,
      .subtract, .multiply, .globalAveragePool, .channelScale, .averagePool2D, .maxPool2D,
      .softmax, .quantize, .dequantize, .concatenate, .rearrange, .resizeNearest, .resizeBilinear:
      return nil
    }
  }

  /// New weights scaled and shifted per output channel, which is the last axis or the first.
  ///
  /// Always copies: another op may share the weight.
  private mutating func fold(
    _ affine: [(scale: Double, shift: Double)], _ weight: WeightID, _ bias: WeightID?,
    channelsFastest: Bool
  ) -> (WeightID, WeightID) {
    let old = weights[weight]
    let channels = affine.count
    let perChannel = old.values.count / channels
    let values = old.values.indices.map { index in
      let channel = channelsFastest ? index % channels : index / perChannel
      return Float(Double(old.values[index]) * affine[channel].scale)
    }
    let biases = affine.indices.map { channel in
      let old = bias.map { Double(weights[$0].values[channel]) } ?? 0
      return Float(old * affine[channel].scale + affine[channel].shift)
    }
    let name = weights.freshName(old.name + ".folded", "", "_bias")
    let origin = Origin.derived(by: "fold-batch-norm", from: [old.origin])
    return (
      weights.add(Weight(name, shape: old.shape, values: values, origin: origin)),
      weights.add(Weight(name + "_bias", shape: [channels], values: biases, origin: origin))
    )
  }
}
