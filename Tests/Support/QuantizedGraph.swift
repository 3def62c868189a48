import Basics
import IR

/// A graph of floats with batch norms gone, as one on 8-bit integers.
///
/// Scales are those that the seeded input needs, so that results fill their range; zero points are often
/// at an end. Mixed, some ops stay ops on floats. The same for the same dice.
package func quantized(
  _ graph: Graph, _ dice: inout Dice, isMixed: Bool = false
) throws -> Graph {
  var quantizer = Quantizer(graph, dice, isMixed: isMixed)
  try quantizer.run()
  dice = quantizer.dice
  return quantizer.builder.graph
}

private struct Quantizer {
  let source: Graph
  var dice: Dice
  var builder: GraphBuilder
  private let tensors: SideTable<Value, Tensor>
  private let rounding: Rounding
  private let isMixed: Bool
  /// What each value of the source has become, in one form or in both.
  private var made = SideTable<Value, ValueID>()
  private var floats = SideTable<Value, ValueID>()

  init(_ graph: Graph, _ dice: Dice, isMixed: Bool) {
    source = graph
    self.isMixed = isMixed
    self.dice = dice
    builder = GraphBuilder(name: graph.name)
    tensors = evaluate(graph, inputs: graph.inputs.map { seededInput(graph.shape(of: $0)) })
    rounding = self.dice.pick([.double, .double, .single, .even])
  }

  mutating func run() throws {
    for input in source.inputs {
      let (name, shape) = (source.values[input].name, source.shape(of: input))
      // The caller may have floats, or integers of either kind.
      if dice.once(in: 5) {
        let value = builder.input(name, shape)
        if isMixed { floats[input] = value }
        var op = Quantize()
        op.output = output(of: input)
        made[input] = try builder.append(.quantize(op), [value], "\(name) as integers")
        continue
      }
      made[input] = builder.graph.addInput(name, TensorType(shape, output(of: input).result))
      if dice.once(in: 3) {
        builder.graph.unsignedInputs.insert(builder.graph.inputs.count - 1)
      }
    }
    for id in source.order { try quantize(source.nodes[id], source.name(of: id)) }
    for output in source.outputs { try add(output: output) }
  }

  private mutating func add(output: ValueID) throws {
    if let value = floats[output], dice.once(in: 2) { return builder.graph.addOutput(value) }
    let value = try integers(output)
    switch dice.roll(5) {
    case 0:
      builder.graph.addOutput(
        try builder.append(
          .dequantize(Dequantize()), [value], "\(source.values[output].name) as floats"))
    case 1:
      builder.graph.unsignedOutputs.insert(builder.graph.outputs.count)
      builder.graph.addOutput(value)
    case 2 where rounding != .even:
      var op = Softmax()
      op.output = Requantization(Quantization(scale: 1 / 256, zeroPoint: -128), rounding)
      builder.graph.addOutput(
        try builder.append(.softmax(op), [value], "\(source.values[output].name) softmax"))
    default: builder.graph.addOutput(value)
    }
  }

  /// Integers that hold all that a value of the source is.
  private mutating func output(of value: ValueID) -> Requantization {
    output(holding: tensors[value]?.values ?? [])
  }

  private mutating func output(holding values: [Double]) -> Requantization {
    let low = min(0, values.min() ?? 0)
    let high = max(low + 1e-3, values.max() ?? 0)
    let scale = Float((high - low) / 255)
    let zero = min(max(Int((-128 - low / Double(scale)).rounded()), -128), 127)
    return Requantization(
      Quantization(scale: scale, zeroPoint: dice.once(in: 8) ? dice.pick([-128, 127]) : zero),
      rounding)
  }

  // MARK: Floats between

  /// A value as integers.
  private mutating func integers(_ value: ValueID) throws -> ValueID {
    if let integers = made[value] { return integers }
    guard let floats = floats[value] else { preconditionFailure("a value that is not made yet") }
    var op = Quantize()
    op.output = output(of: value)
    let name = "\(source.values[value].name) as integers"
    let integers = try builder.append(.quantize(op), [floats], name)
    made[value] = integers
    return integers
  }

  private mutating func floats(_ value: ValueID) throws -> ValueID {
    if let floats = floats[value] { return floats }
    guard let integers = made[value] else { preconditionFailure("a value that is not made yet") }
    let name = "\(source.values[value].name) as floats between"
    let floats = try builder.append(.dequantize(Dequantize()), [integers], name)
    self.floats[value] = floats
    return floats
  }

  /// An op as it is in the source.
  private mutating func keep(_ node: Node, _ name: String) throws {
    func copied(_ id: WeightID) -> WeightID { builder.graph.weights.add(source.weights[id]) }
    var kept = node.op
    switch node.op {
    case .conv2D(var op):
      (op.weight, op.bias) = (copied(op.weight), op.bias.map(copied))
      kept = .conv2D(op)
    case .depthwiseConv2D(var op):
      (op.weight, op.bias) = (copied(op.weight), op.bias.map(copied))
      kept = .depthwiseConv2D(op)
    case .fullyConnected(var op):
      (op.weight, op.bias) = (copied(op.weight), op.bias.map(copied))
      kept = .fullyConnected(op)
    case .activation, .add, .subtract, .multiply, .concatenate, .rearrange, .resizeNearest,
      .resizeBilinear, .channelScale, .globalAveragePool, .averagePool2D, .maxPool2D:
      break
    case .batchNorm, .softmax, .quantize, .dequantize:
      preconditionFailure("random graphs have no \(node.op.mnemonic) once they are lowered")
    }
    floats[node.result] = try builder.append(kept, node.operands.map { try floats($0) }, name)
  }

  // MARK: Ops

  private mutating func quantize(_ node: Node, _ name: String) throws {
    if isMixed, dice.once(in: 3) { return try keep(node, name) }
    let operands = try node.operands.map { try integers($0) }
    let result = node.result
    switch node.op {
    case .conv2D(var op):
      let sums = source.weights[op.weight].shape[0]
      (op.weight, op.bias) = weights(op.weight, op.bias, over: operands[0]) { count, index in
        index / (count / sums)
      }
      made[result] = try finished(op.activation, node, name) {
        builder, activation, output, name in
        (op.activation, op.output) = (activation, output)
        return try builder.append(.conv2D(op), operands, name)
      }
    case .depthwiseConv2D(var op):
      let sums = source.weights[op.weight].shape[2]
      (op.weight, op.bias) = weights(op.weight, op.bias, over: operands[0]) { _, index in
        index % sums
      }
      made[result] = try finished(op.activation, node, name) {
        builder, activation, output, name in
        (op.activation, op.output) = (activation, output)
        return try builder.append(.depthwiseConv2D(op), operands, name)
      }
    case .fullyConnected(var op):
      let sums = source.weights[op.weight].shape[0]
      (op.weight, op.bias) = weights(op.weight, op.bias, over: operands[0]) { count, index in
        index / (count / sums)
      }
      made[result] = try finished(op.activation, node, name) {
        builder, activation, output, name in
        (op.activation, op.output) = (activation, output)
        return try builder.append(.fullyConnected(op), operands, name)
      }
    case .activation(var op):
      op.output = near(output(of: result), operands.map { builder.graph.type(of: $0).quantization })
      made[result] = try builder.append(.activation(op), operands, name)
    case .add(var op):
      op.output = output(of: result)
      made[result] = try builder.append(.add(op), operands, name)
    case .subtract(var op):
      op.output = output(of: result)
      made[result] = try builder.append(.subtract(op), operands, name)
    case .multiply(var op):
      op.output = output(of: result)
      made[result] = try builder.append(.multiply(op), operands, name)
    case .concatenate:
      // All of one scale.
      let output = near(
        output(of: result), operands.map { builder.graph.type(of: $0).quantization })
      let alike = try operands.enumerated().map { index, operand in
        var op = ActivationOp()
        op.output = output
        return try builder.append(.activation(op), [operand], "\(name) \(index)")
      }
      made[result] = try builder.append(node.op, alike, name)
    case .resizeBilinear(var op):
      if dice.once(in: 2) {
        op.output = builder.graph.type(of: operands[0]).quantization.map {
          Requantization($0, .single)
        }
      }
      made[result] = try builder.append(.resizeBilinear(op), operands, name)
    case .rearrange, .resizeNearest, .maxPool2D:
      made[result] = try builder.append(node.op, operands, name)
    case .channelScale(var op):
      op.output = output(of: result)
      made[result] = try builder.append(.channelScale(op), operands, name)
    case .globalAveragePool(var op):
      op.output = dice.once(in: 4) ? nil : output(of: result)
      if !isLegal(op, operands) { op.output = nil }
      made[result] = try builder.append(.globalAveragePool(op), operands, name)
    case .averagePool2D(var op):
      op.output = output(of: result)
      if dice.once(in: 4) || !isLegal(op, operands) { op.output = nil }
      made[result] = try builder.append(.averagePool2D(op), operands, name)
    case .batchNorm, .softmax, .quantize, .dequantize:
      preconditionFailure("random graphs have no \(node.op.mnemonic) once they are lowered")
    }
  }

  /// The same integers, or of a scale much smaller than one of these, those of the largest of these.
  private func near(
    _ output: Requantization, _ others: [Quantization?]
  ) -> Requantization {
    guard let largest = others.compactMap(\.self).max(by: { $0.scale < $1.scale }),
      largest.scale > 256 * output.result.scale
    else { return output }
    return Requantization(largest, rounding)
  }

  /// Integers of a scale far from the operand's are refused, and means with integers of their own where
  /// padding is left out.
  private func isLegal(_ op: some Operation, _ operands: [ValueID]) -> Bool {
    let types = operands.map { builder.graph.type(of: $0) }
    return (try? op.resultType(types, builder.graph.weights)) != nil
  }

  /// Sums with a clamp, and what is more than a clamp as an op of its own.
  private mutating func finished(
    _ activation: Activation?, _ node: Node, _ name: String,
    _ append: (inout GraphBuilder, Activation?, Requantization, String) throws -> ValueID
  ) throws -> ValueID {
    let result = self.output(of: node.result)
    switch activation {
    case nil, .clamp: return try append(&builder, activation, result, name)
    case .hardSwish, .hardSigmoid, .logistic:
      let most = max(3, tensors[node.result]?.largestMagnitude ?? 0)
      let sums = self.output(holding: [-most, most])
      var op = ActivationOp()
      (op.function, op.output) = (activation, near(result, [sums.result]))
      return try builder.append(
        .activation(op), [append(&builder, nil, sums, "\(name) sums")], name)
    }
  }

  /// A weight and its bias as integers; `sum` says to which sum an element belongs.
  private mutating func weights(
    _ weight: WeightID, _ bias: WeightID?, over operand: ValueID, _ sum: (Int, Int) -> Int
  ) -> (WeightID, WeightID?) {
    let weight = source.weights[weight]
    let owners = weight.values.indices.map { sum(weight.count, $0) }
    let sums = (owners.max() ?? 0) + 1
    let isWhole = dice.once(in: 4)
    var scales = [Float](repeating: 0, count: isWhole ? 1 : sums)
    for (owner, value) in zip(owners, weight.values) {
      let place = isWhole ? 0 : owner
      scales[place] = max(scales[place], abs(value) / 127)
    }
    // What fits in with zero in the middle does so with any other, if it may be cut off.
    let zero = isWhole && dice.once(in: 2) ? dice.number(in: -40...40) : 0
    let integers = zip(owners, weight.values).map { owner, value in
      let scale = scales[isWhole ? 0 : owner]
      return Int8(clamping: zero + (scale > 0 ? Int((value / scale).rounded()) : 0))
    }
    let id = builder.graph.weights.add(
      Weight(
        weight.name, shape: weight.shape, .int8s(integers),
        WeightQuantization(scales: scales, zeroPoint: zero)))
    let unit = Double(builder.graph.type(of: operand).quantization?.scale ?? 1)
    return (
      id,
      bias.map { bias in
        let bias = source.weights[bias]
        let integers = bias.values.enumerated().map { index, value in
          let scale = Double(scales[isWhole ? 0 : index]) * unit
          return scale > 0 ? Int32(min(max((Double(value) / scale).rounded(), -1e9), 1e9)) : 0
        }
        return builder.graph.weights.add(
          Weight(bias.name, shape: bias.shape, .int32s(integers)))
      }
    )
  }
}
