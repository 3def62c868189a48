/// A layer with weights, by where it stands in the network.
enum Place: Hashable, Sendable {
  case stem
  /// A part of a block; blocks count from 1 over all repetitions.
  case block(Int, BlockPart)
  case headConvolution
  case hidden
  case classifier

  /// The name of the layer's result in the graph.
  var valueName: String {
    switch self {
    case .stem: "stem"
    case .block(let number, let part): "block\(number).\(part.rawValue)"
    case .headConvolution: "head.conv"
    case .hidden: "head.hidden"
    case .classifier: "logits"
    }
  }
}

enum BlockPart: String, Sendable {
  case expand, depthwise, squeeze, excite, project
}
