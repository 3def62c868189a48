import Basics
import IR

/// Lets the channels of a map fill its range better, and takes that back in the op that reads it.
///
///     %a = conv2d %x {weight = @w, activation = relu6}    →    the rows of @w times 1 / s,
///     %b = depthwise_conv2d %a {weight = @v}                   the channels of @v times s
///
/// All channels of a map share one scale, so those with small elements get few integers. A positive
/// factor passes through a rectifier, so it may be moved from one op to the next (Nagel, van Baalen,
/// Blankevoort and Welling, ICCV 2019, section 4.1). Each channel's range here is the one that was seen,
/// and the kernels of `@v` have a scale for each output: where they are of each channel's own, the
/// factor costs nothing, and the channel takes the whole range; else it takes the geometric mean of
/// what it and its column lack.
///
/// relu6 stays: a channel grows at most until the greatest element that was seen of it is the
/// greatest of the map, so nothing that was seen is cut. What an input that was not seen would have
/// beyond that is cut, as integers cut whatever leaves their range.
package func equalizeChannels(_ graph: inout Graph, _ statistics: Statistics) {
  let users = graph.users()
  let weightUses = graph.order.flatMap { graph.nodes[$0].op.payload.weightIDs }
    .reduce(into: [WeightID: Int]()) { $0[$1, default: 0] += 1 }
  func isAlone(_ op: Op) -> Bool { op.payload.weightIDs.allSatisfy { weightUses[$0] == 1 } }

  // Who holds a weight alone still does afterwards; only its number is another.
  let pairs = graph.order.compactMap { producer -> ChannelPair? in
    guard graph.nodes[producer].op.passesFactorsOn, isAlone(graph.nodes[producer].op),
      let consumer = graph.consumer(of: producer, users), isAlone(graph.nodes[consumer].op),
      let seen = statistics[graph.nodes[producer].result], seen.range != nil
    else { return nil }
    return ChannelPair(producer: producer, consumer: consumer, seen: seen)
  }
  for pair in pairs { pair.equalize(&graph) }
}

/// Two ops and the map between them.
private struct ChannelPair {
  let producer: NodeID
  let consumer: NodeID
  let seen: MapStatistics

  /// A channel grows by no more than this: of one that was seen to do nothing, little is known.
  private static let mostGrowth: Float = 32

  func equalize(_ graph: inout Graph) {
    let factors = factors(graph)
    guard factors.contains(where: { $0 != 1 }) else { return }
    graph.scaleOutputs(of: producer, by: factors.map { 1 / $0 })
    graph.scaleInputs(of: consumer, by: factors)
  }

  /// What each channel is divided by, at most 1.
  private func factors(_ graph: Graph) -> [Float] {
    let amplitudes = zip(seen.least, seen.greatest).map { max(abs($0), abs($1)) }
    let columns = graph.relativeColumns(of: consumer)
    let widest = columns?.max() ?? 1
    guard let most = amplitudes.max(), most > 0, widest > 0 else {
      return amplitudes.map { _ in 1 }
    }
    let shares = amplitudes.indices.map { channel -> (map: Float, column: Float) in
      (amplitudes[channel] / most, (columns?[channel] ?? 1) / widest)
    }
    // The precision of both, the same for all channels.
    let common = columns == nil ? 1 : shares.map { ($0.map * $0.column).squareRoot() }.max() ?? 1
    return shares.map { share in
      guard share.map > 0, share.column > 0 else { return 1 }
      let factor = columns == nil ? share.map : (share.map / share.column).squareRoot() * common
      return min(max(factor, share.map, 1 / Self.mostGrowth), 1)
    }
  }
}

extension Graph {
  /// The op with weights that is alone to read a result, maybe through pools; nil if there is none.
  fileprivate func consumer(of node: NodeID, _ users: SideTable<Value, [NodeID]>) -> NodeID? {
    let result = nodes[node].result
    guard !outputs.contains(result), let readers = users[result], readers.count == 1 else {
      return nil
    }
    switch nodes[readers[0]].op {
    case .conv2D, .depthwiseConv2D, .fullyConnected: return readers[0]
    case .globalAveragePool, .averagePool2D, .maxPool2D: return consumer(of: readers[0], users)
    case .batchNorm, .activation, .add, .subtract, .multiply, .channelScale, .softmax, .quantize,
      .dequantize, .concatenate, .rearrange, .resizeNearest, .resizeBilinear:
      return nil
    }
  }

  /// The largest share that each channel of the operand has in a row of a kernel; nil where each
  /// channel has a kernel of its own.
  fileprivate func relativeColumns(of node: NodeID) -> [Float]? {
    let op = nodes[node].op
    guard let axes = KernelAxes(of: op, weights), !axes.isDepthwise,
      let weight = op.productSums?.weight
    else { return nil }
    let values = weights[weight].values
    let rows = axes.largestMagnitudes(values)
    var columns = [Float](repeating: 0, count: axes.inputs)
    for (element, value) in values.enumerated() where value != 0 {
      let column = axes.input(of: element)
      columns[column] = max(columns[column], abs(value) / rows[axes.output(of: element)])
    }
    return columns
  }

  fileprivate mutating func scaleOutputs(of node: NodeID, by factors: [Float]) {
    rescale(node) { axes, element in
      factors[axes.output(of: element)]
    } bias: {
      factors[$0]
    }
  }

  fileprivate mutating func scaleInputs(of node: NodeID, by factors: [Float]) {
    rescale(node) { axes, element in
      factors[axes.input(of: element)]
    } bias: { _ in
      1
    }
  }

  private mutating func rescale(
    _ node: NodeID, _ factor: (KernelAxes, Int) -> Float, bias biasFactor: (Int) -> Float
  ) {
    let op = nodes[node].op
    guard let sums = op.productSums, let axes = KernelAxes(of: op, weights) else {
      preconditionFailure("\(op.mnemonic) has no weights")
    }
    let weight = rescaled(sums.weight) { factor(axes, $0) }
    let bias = sums.bias.map { rescaled($0, biasFactor) }
    replaceOp(
      of: node, with: op.with(weight: weight, bias: bias), origin: nodes[node].origin)
  }

  private mutating func rescaled(_ id: WeightID, _ factor: (Int) -> Float) -> WeightID {
    let weight = weights[id]
    return weights.add(
      Weight(
        weight.name, shape: weight.shape,
        values: weight.values.enumerated().map { $1 * factor($0) }, origin: weight.origin))
  }
}

extension Op {
  /// Whether positive factors of its channels may be moved behind it.
  fileprivate var passesFactorsOn: Bool {
    guard productSums != nil else { return false }
    switch activation {
    case nil: return true
    case .clamp(let low, let high): return low == 0 && high > 0
    case .hardSwish, .hardSigmoid, .logistic: return false
    }
  }
}
