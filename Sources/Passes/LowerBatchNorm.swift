import Basics
import IR

/// Turns a batch normalisation that could not be folded into a 1x1 depthwise convolution.
///
///     %n = batch_norm %x {gamma = @g, ...} : ...    →    %n = depthwise_conv2d %x
///                                                            {weight = @n/g.scale,
///                                                             bias = @n/g.shift} : ...
///
/// Afterwards no `batch_norm` is left, and no kernel has to know it.
package let lowerBatchNorm = Pass(
  "lower-batch-norm", "batch normalisation that stands alone becomes a 1x1 depthwise convolution"
) { graph in
  for id in graph.order {
    guard case .batchNorm(let norm) = graph.nodes[id].op else { continue }
    let affine = norm.affine(graph.weights)
    let gamma = graph.weights[norm.gamma]
    let origin = Origin.derived(by: "lower-batch-norm", from: [graph.nodes[id].origin])
    let name = graph.weights.freshName(
      "\(graph.name(of: id))/\(gamma.name)", ".scale", ".shift")
    var depthwise = DepthwiseConv2D()
    depthwise.weight = graph.weights.add(
      Weight(
        name + ".scale", shape: [1, 1, affine.count],
        values: affine.map { Float($0.scale) }, origin: origin))
    depthwise.bias = graph.weights.add(
      Weight(
        name + ".shift", shape: [affine.count],
        values: affine.map { Float($0.shift) }, origin: origin))
    graph.replaceOp(of: id, with: .depthwiseConv2D(depthwise), origin: origin)
  }
}
