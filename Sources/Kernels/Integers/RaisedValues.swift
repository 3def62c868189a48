import IR
import Plan
import Targets

extension Plan {
  /// Whether the integers of a value lie in memory without signs, each 128 more than in the graph: an
  /// input that the caller has like that, or a value that is raised.
  package func isUnsigned(_ value: ValueID, _ target: Target) -> Bool {
    graph.isUnsignedInput(value) || isRaised(value, target)
  }

  /// Whether the op that makes a value raises its integers for those that read it.
  ///
  /// Some products of bytes read it, on a machine whose first factors have no signs: they have no bits to
  /// flip then, and who writes flips those of many integers at once. All others that read it can do
  /// without signs as well as with them.
  package func isRaised(_ value: ValueID, _ target: Target) -> Bool {
    guard target.raises, target.has(.storeUnsigned), let producer = graph.values[value].producer,
      graph.type(of: value).elementType == .i8, !graph.outputs.contains(value)
    else { return false }
    switch graph.nodes[producer].op {
    case .conv2D, .depthwiseConv2D, .fullyConnected, .activation, .add, .multiply, .channelScale:
      break
    case .subtract, .batchNorm, .globalAveragePool, .averagePool2D, .maxPool2D, .softmax,
      .concatenate, .rearrange, .resizeNearest, .resizeBilinear, .quantize, .dequantize:
      return false
    }
    let readers = graph.order.map { graph.nodes[$0] }.filter { $0.operands.contains(value) }
    return readers.contains { multipliesQuads($0.op, target) }
      && readers.allSatisfy { multipliesQuads($0.op, target) || readsEither($0.op) }
  }

  /// Whether an op adds up products of bytes, four at once.
  private func multipliesQuads(_ op: Op, _ target: Target) -> Bool {
    switch op {
    case .conv2D(let conv): hasNoZeroPoint(conv.weight)
    case .depthwiseConv2D(let conv): hasNoZeroPoint(conv.weight) && target.hasColumns
    case .fullyConnected(let matrix): hasNoZeroPoint(matrix.weight)
    default: false
    }
  }

  /// Whether an op gains and loses nothing by operands without signs.
  private func readsEither(_ op: Op) -> Bool {
    if case .add = op { true } else { false }
  }

  private func hasNoZeroPoint(_ weight: WeightID) -> Bool {
    (graph.weights[weight].quantization?.zeroPoint ?? 0) == 0
  }
}
