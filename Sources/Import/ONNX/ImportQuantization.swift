import Basics
import Formats
import IR

/// QuantizeLinear and DequantizeLinear.
extension ONNXImporter {
  mutating func quantizeLinear(_ node: ONNXNode) throws(Rejection) {
    if try hasManyScales(node) { return try quantizeWithManyScales(node) }
    let source = try node.requiredInput(0)
    let form = try integerForm(node, scale: 1)
    var map = try map(source, node)
    if map.form == .dequantized {
      if try requantize(node, &map, form) { return }
    }
    map = try unpaddedMap(source, node)
    var op = Quantize()
    op.output = form.requantization
    map.value = try emit(.quantize(op), [map.value], name: node.output(), node)
    map.form = .integers(isUnsigned: form.isUnsigned)
    try finish(node, .map(map))
  }

  /// Integers that become others, by a function that an op of integers has; false if none has.
  private mutating func requantize(
    _ node: ONNXNode, _ map: inout ONNXMap, _ form: IntegerForm
  ) throws(Rejection) -> Bool {
    let function = map.function
    guard function.isIdentity || map.padding == Padding(), let steps = function.steps else {
      return false
    }
    let isActivation = steps.scale == 1 && steps.shift == 0 && steps.factor == 1
    if isActivation {
      if !function.isIdentity || quantization(of: map) != form.quantization {
        var op = ActivationOp()
        (op.function, op.output) = (steps.activation, form.requantization)
        map.value = try emit(.activation(op), [map.value], name: node.output(), node)
      } else if let source = node.input(0), onlyReader(of: source) != nil,
        graph.values[map.value].name == source
      {
        // What moved elements made of integers are the integers of this node, not the numbers before it.
        graph.rename(map.value, freeValueName(try node.output()))
      }
    } else if steps.factor == 1 {
      let channels = map.mapShape.channels
      try spend(4 * channels, node)
      let end = IntegerEnd(form: form, activation: steps.activation, name: try node.output())
      map.function = ElementFunction()
      try scale(
        node, map, end, factors: Array(repeating: Float(steps.scale), count: channels),
        summands: Array(repeating: Float(steps.shift), count: channels))
      return true
    } else {
      return false
    }
    map.function = ElementFunction()
    map.form = .integers(isUnsigned: form.isUnsigned)
    try finish(node, .map(map))
    return true
  }

  mutating func dequantizeLinear(_ node: ONNXNode) throws(Rejection) {
    if try hasManyScales(node) { return try dequantizeWithManyScales(node) }
    var map = try integerMap(node, 0)
    map.form = .dequantized
    try finish(node, .map(map))
  }

  /// The map behind an input of a node that says its scale and zero point in the two after it.
  mutating func integerMap(_ node: ONNXNode, _ index: Int) throws(Rejection) -> ONNXMap {
    let map = try map(node.requiredInput(index), node)
    guard case .integers(let isUnsigned) = map.form else {
      throw node.damaged("onnx.type", "has an operand of floats, expected integers")
    }
    let form = try integerForm(node, scale: index + 1, type: isUnsigned ? .uint8 : .int8)
    guard form.quantization == quantization(of: map) else {
      throw node.unsupported(
        "takes integers of \(quantization(of: map)) for others, of \(form.quantization)")
    }
    return map
  }

  /// What the integers of an input stand for is what its first reader says.
  mutating func addIntegerInput(
    _ input: ONNXValue, isUnsigned: Bool, _ shape: Shape, _ axes: FileAxes
  ) throws(Rejection) {
    // Where nobody says it they stand for themselves.
    var form = IntegerForm(
      quantization: Quantization(scale: 1, zeroPoint: isUnsigned ? -128 : 0),
      isUnsigned: isUnsigned)
    var next: String? = input.name
    for _ in 0..<mostSteps {
      guard let name = next, let index = order.readers[name]?.first else { break }
      let node = model.graph.nodes[index]
      next = nil
      switch ONNXOperator(node) {
      case .dequantizeLinear where try hasManyScales(node): break
      case .dequantizeLinear, .qLinearConv, .qLinearMatMul, .qGemm, .qLinearAdd, .qLinearMul,
        .qLinearSigmoid, .qLinearAveragePool, .qLinearGlobalAveragePool, .qLinearSoftmax:
        form = try integerForm(node, scale: 1, type: isUnsigned ? .uint8 : .int8)
      case .transpose, .reshape, .identity, .flatten, .squeeze, .unsqueeze, .maxPool, .slice,
        .gather, .split, .expand, .resize, .upsample, .pad, .concat:
        next = try node.output()
      default:
        break
      }
    }
    let place = graph.inputs.count
    let value = graph.addInput(
      freeValueName(input.name), TensorType(shape, form.quantization))
    if isUnsigned { graph.unsignedInputs.insert(place) }
    facts[input.name] = .map(
      ONNXMap(
        value: value, mapShape: shape, axes: axes, form: .integers(isUnsigned: isUnsigned)))
  }

  // MARK: Of constants

  mutating func foldedQuantize(
    _ node: ONNXNode, _ constant: ONNXConstant
  ) throws(Rejection) -> ONNXConstant {
    let zero = try constantInput(node, 2, "zero point")
    let type = zero?.type ?? .uint8
    guard type == .uint8 || type == .int8 else {
      throw node.unsupported("integers of \(type), expected int8 or uint8")
    }
    let channels = try channelScales(node, constant, zero)
    let limits = type == .uint8 ? 0...255 : -128...127
    let inner = constant.shape.dropFirst(channels.axis + 1).reduce(1, *)
    try spend(constant.count, node)
    var result = constant
    result.type = type
    result.quantization = nil
    result.elements = .integers(
      constant.floats.enumerated().map { index, value in
        let channel = channels.scales.count == 1 ? 0 : index / inner % channels.scales.count
        let rounded = (value / channels.scales[channel]).rounded(.toNearestOrEven)
        let integer = rounded.isNaN ? 0 : Int(max(-0x1p20, min(rounded, 0x1p20)))
        return max(
          limits.lowerBound, min(integer + channels.zeroPoints[channel], limits.upperBound))
      })
    return result
  }

  mutating func foldedDequantize(
    _ node: ONNXNode, _ constant: ONNXConstant
  ) throws(Rejection) -> ONNXConstant {
    guard constant.integers != nil, constant.type != .int64 else {
      throw node.damaged(
        "onnx.type", "has an operand of \(constant.type), expected integers of at most 32 bits")
    }
    var result = constant
    result.quantization = try channelScales(node, constant, constantInput(node, 2, "zero point"))
    return result
  }

  /// The scales and zero points of a constant, as many of the one as of the other.
  private mutating func channelScales(
    _ node: ONNXNode, _ constant: ONNXConstant, _ zero: ONNXConstant?
  ) throws(Rejection) -> ONNXConstant.Quantization {
    guard let scales = try constantInput(node, 1, "scale") else {
      throw node.damaged("onnx.inputs", "has no scale")
    }
    guard scales.shape.count <= 1, try node.integer("block_size", or: 0) == 0 else {
      throw node.unsupported("scales of blocks, expected one, or one for each channel")
    }
    var axis = 0
    if scales.count != 1 {
      axis = try normalized([node.integer("axis", or: 1)], rank: constant.shape.count, node)[0]
      guard constant.shape[axis] == scales.count else {
        throw node.damaged("onnx.scale", "has \(scales.count) scales for \(constant.shape)")
      }
    }
    let zeros = zero?.integers ?? scales.floats.map { _ in 0 }
    guard zeros.count == scales.count, zeros.allSatisfy({ $0.magnitude < 1 << 31 }) else {
      throw node.damaged("onnx.scale", "has \(zeros.count) zero points for \(scales.count) scales")
    }
    return ONNXConstant.Quantization(scales: scales.floats, zeroPoints: zeros, axis: axis)
  }
}
