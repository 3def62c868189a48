import Basics
import IR

/// Programs in Swift are of floats, and of fewer ops than those in C: all that is in the way.
func refuseWhatSwiftLacks(_ graph: Graph) throws(Rejection) {
  var faults: [Diagnostic] = []
  for id in graph.order {
    let node = graph.nodes[id]
    guard let what = whatSwiftLacks(node, graph) else { continue }
    faults.append(
      Diagnostic(
        "swift.op", at: node.origin,
        "%\(graph.name(of: id)): \(what) cannot be emitted as Swift yet; --emit c can"))
  }
  if !faults.isEmpty { throw Rejection(.unsupported, faults) }
}

private func whatSwiftLacks(_ node: Node, _ graph: Graph) -> String? {
  let types = (node.operands + [node.result]).map { graph.type(of: $0).elementType }
  if types.contains(.i8) { return "\(node.op.mnemonic) of integers" }
  let activation: Activation?
  switch node.op {
  case .conv2D(let op): activation = op.activation
  case .depthwiseConv2D(let op): activation = op.activation
  case .fullyConnected(let op): activation = op.activation
  case .activation(let op): activation = op.function
  case .softmax, .averagePool2D, .maxPool2D, .concatenate, .rearrange, .resizeNearest,
    .resizeBilinear:
    return node.op.mnemonic
  case .batchNorm, .add, .subtract, .multiply, .globalAveragePool, .channelScale, .quantize,
    .dequantize:
    return nil
  }
  return activation == .logistic ? "the logistic function" : nil
}
