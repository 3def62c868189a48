import Basics
import IR

/// What to make of a graph of floats.
package struct QuantizationOptions: Hashable, Sendable {
  package var calibration = Calibration.percentile(99.99)
  package var rounding = Rounding.double
  /// Whether biases make up for what rounding does to kernels.
  package var correctsBiases = true

  package init() {}
}

/// The same network on integers, an op for each op.
///
/// Kernels are symmetric with a scale for each output, maps have 8-bit integers of one scale, ranges
/// are those of what was seen, sums have 32 bits. An input of pixels has the range of all pixels. Ops
/// of `graph` only clamp at their end: `withActivationsApart`.
package func integerGraph(
  _ graph: Graph, _ statistics: Statistics, _ options: QuantizationOptions
) throws(Rejection) -> Graph {
  try IntegerGraph(graph, statistics, options).made()
}

private struct IntegerGraph {
  let graph: Graph
  let statistics: Statistics
  let options: QuantizationOptions
  var copy: GraphCopy
  var weightNames: Set<String> = []

  init(_ graph: Graph, _ statistics: Statistics, _ options: QuantizationOptions) {
    self.graph = graph
    self.statistics = statistics
    self.options = options
    copy = GraphCopy(of: graph)
  }

  func made() throws(Rejection) -> Graph {
    var this = self
    for (index, input) in graph.inputs.enumerated() {
      let type: TensorType
      if index == 0, let pixels = graph.preprocessing?.range {
        type = TensorType(graph.shape(of: input), Quantization(covering: pixels))
      } else {
        type = TensorType(graph.shape(of: input), try quantization(of: input, .unknown))
      }
      this.copy.addInput(like: input, type)
    }
    for id in graph.order { try this.append(id) }
    return this.copy.finished()
  }

  private mutating func append(_ id: NodeID) throws(Rejection) {
    let node = graph.nodes[id]
    let seen = try quantization(of: node.result, node.origin)
    let output = Requantization(seen, options.rounding)
    switch node.op {
    case .conv2D, .depthwiseConv2D, .fullyConnected: try appendSums(id, output)
    case .activation(var op):
      op.output = Requantization(range(of: op.function, id, seen), options.rounding)
      try copy.append(.activation(op), like: id)
    case .add(var op):
      op.output = output
      try copy.append(.add(op), like: id)
    case .subtract(var op):
      op.output = output
      try copy.append(.subtract(op), like: id)
    case .multiply(var op):
      op.output = output
      try copy.append(.multiply(op), like: id)
    case .channelScale(var op):
      op.output = output
      try copy.append(.channelScale(op), like: id)
    case .globalAveragePool(var op):
      op.output = output
      try copy.append(.globalAveragePool(op), like: id)
    case .softmax(var op):
      op.output = Requantization(.shareOfOne, options.rounding)
      try copy.append(.softmax(op), like: id)
    // These keep the integers of their operand.
    case .averagePool2D, .maxPool2D, .resizeNearest, .resizeBilinear:
      try copy.append(node.op, like: id)
    case .rearrange(var op):
      guard let integers = copy.type(of: node.operands[0]).quantization else {
        preconditionFailure("a map without integers")
      }
      op.fill = Float(Requantization(integers, options.rounding).clamped(op.fill))
      try copy.append(.rearrange(op), like: id)
    case .concatenate:
      var operands: [ValueID] = []
      for operand in node.operands {
        operands.append(try copy.requantised(operand, to: output, for: id))
      }
      try copy.append(node.op, onCopies: operands, like: id)
    case .batchNorm, .quantize, .dequantize:
      throw Rejection(
        .unsupported, "quantize.op", at: node.origin,
        "%\(graph.name(of: id)): found \(node.op.mnemonic), expected a network of floats only")
    }
  }

  private mutating func appendSums(_ id: NodeID, _ output: Requantization) throws(Rejection) {
    let node = graph.nodes[id]
    guard let sums = node.op.productSums, let axes = KernelAxes(of: node.op, graph.weights),
      let operand = copy.type(of: node.operands[0]).quantization
    else { preconditionFailure("\(node.op.mnemonic) has no weights") }
    let weight = graph.weights[sums.weight]
    let bias = sums.bias.map { graph.weights[$0] }
    guard (weight.values + (bias?.values ?? [])).allSatisfy(\.isFinite) else {
      throw Self.notFinite(graph.name(of: id), node.origin)
    }
    let integers = IntegerWeights(
      weight, bias: bias, axes: axes, operand: operand,
      mean: options.correctsBiases ? statistics[node.operands[0]]?.mean : nil)
    let weightID = copy.add(
      Weight(
        unusedName(weight.name), shape: weight.shape, .int8s(integers.values),
        WeightQuantization(scales: integers.scales), origin: weight.origin))
    let biasID = copy.add(
      Weight(
        unusedName(bias?.name ?? weight.name + ".bias"), shape: [axes.outputs],
        .int32s(integers.bias), origin: bias?.origin ?? weight.origin))
    try copy.append(
      node.op.with(weight: weightID, bias: biasID, output: output), like: id)
  }

  /// A weight that several ops hold becomes one for each.
  private mutating func unusedName(_ stem: String) -> String {
    var name = stem
    while !weightNames.insert(name).inserted { name += "." }
    return name
  }

  private func quantization(of value: ValueID, _ origin: Origin) throws(Rejection) -> Quantization {
    guard let seen = statistics[value], let range = options.calibration.range(of: seen) else {
      throw Self.notFinite(graph.values[value].name, origin)
    }
    return Quantization(covering: range)
  }

  /// The integers of an activation: what its function can be, else what was seen.
  private func range(
    of function: Activation?, _ id: NodeID, _ seen: Quantization
  ) -> Quantization {
    switch function {
    case .logistic: return .shareOfOne
    // Both 0 and 1, which a gate often is.
    case .hardSigmoid: return Quantization(covering: 0...1)
    case .hardSwish:
      // The kernel of 16 bits gives a result at most 7 bits more than its operand.
      let from = copy.type(of: graph.nodes[id].operands[0]).quantization?.scale ?? 0
      return Quantization(scale: max(seen.scale, from / 64), zeroPoint: seen.zeroPoint)
    case nil, .clamp: return seen
    }
  }

  private static func notFinite(_ name: String, _ origin: Origin) -> Rejection {
    Rejection(
      .unsupported, "quantize.not-finite", at: origin,
      "%\(name): found elements or weights that are infinite or not a number")
  }
}

extension Quantization {
  /// That of probabilities.
  fileprivate static let shareOfOne = Quantization(scale: 1 / 256, zeroPoint: -128)
}

extension Preprocessing {
  /// What the pixels from 0 to 255 of any channel become.
  fileprivate var range: ClosedRange<Float>? {
    let black = zip(mean, std).map { mean, std in -mean / std }
    let white = zip(mean, std).map { mean, std in (255 * scale - mean) / std }
    let ends = black + white
    guard let low = ends.min(), let high = ends.max(), low.isFinite, high.isFinite else {
      return nil
    }
    return low...high
  }
}
