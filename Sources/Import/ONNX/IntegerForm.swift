import Basics
import Formats
import IR

/// What the 8-bit integers of a tensor of the file are.
struct IntegerForm: Hashable {
  /// Of our integers, which are those of the file less 128 if they are unsigned.
  var quantization: Quantization
  var isUnsigned: Bool

  /// ONNX's arithmetic: 32-bit floats, halves to even.
  var requantization: Requantization { Requantization(quantization, .even) }
}

/// Where the result of an op becomes integers: what stands between, and the name they have.
struct IntegerEnd {
  var form: IntegerForm
  var activation: Activation?
  /// A bias that is a node of its own.
  var summand: ONNXConstant?
  /// The nodes that become part of the op.
  var nodes: [Int] = []
  var name: String
}

extension ONNXImporter {
  /// The scale and zero point that two inputs of a node say.
  mutating func integerForm(
    _ node: ONNXNode, scale: Int, type: ONNXElementType? = nil
  ) throws(Rejection) -> IntegerForm {
    guard let factor = try constantInput(node, scale, "scale")?.scalar else {
      throw node.unsupported("more than one scale for a map, expected a single one")
    }
    let zero = try constantInput(node, scale + 1, "zero point")
    let said: ONNXElementType? =
      switch try node.integer("output_dtype", or: 0) {
      case 2: .uint8
      case 3: .int8
      case 0: nil
      case let code: .other("type \(code)")
      }
    let stored = zero?.type ?? type ?? said ?? .uint8
    guard stored == .uint8 || stored == .int8 else {
      throw node.unsupported("integers of \(stored), expected int8 or uint8")
    }
    let isUnsigned = stored == .uint8
    let zeroPoint = zero?.integers?.first ?? 0
    let quantization = Quantization(
      scale: Float(factor), zeroPoint: isUnsigned ? zeroPoint - 128 : zeroPoint)
    guard quantization.isLegal else {
      throw node.damaged("onnx.scale", "has a scale of \(factor), expected a positive number")
    }
    return IntegerForm(quantization: quantization, isUnsigned: isUnsigned)
  }

  /// Follows the result of an op to where it becomes integers; nil if it does not, or if others read
  /// it on the way.
  mutating func integerEnd(
    after node: ONNXNode, _ axes: FileAxes, channels: Int
  ) throws(Rejection) -> IntegerEnd? {
    var name = try node.output()
    var function = ElementFunction()
    var summand: ONNXConstant?
    var nodes: [Int] = []
    while let index = onlyReader(of: name) {
      let reader = model.graph.nodes[index]
      nodes.append(index)
      switch ONNXOperator(reader) {
      case .quantizeLinear:
        guard reader.input(0) == name else { return nil }
        let isClamp = function.slope == 1 && function.offset == 0
        guard isClamp, let steps = function.steps else { return nil }
        return IntegerEnd(
          form: try integerForm(reader, scale: 1), activation: steps.activation,
          summand: summand, nodes: nodes, name: try reader.output())
      case .relu, .clip:
        guard let bounds = try? bounds(reader), bounds.operand == name,
          let clamped = function.clamped(bounds.low, bounds.high)
        else { return nil }
        function = clamped
      case .add:
        let other = reader.inputs.first { $0 != name }
        guard function.isIdentity, summand == nil, let other,
          let constant = try constant(other),
          axes.isScalarOrChannels(constant.shape, channels: channels)
        else { return nil }
        summand = constant
      default:
        return nil
      }
      name = try reader.output()
    }
    return nil
  }

  /// Adds an op whose result are the integers of an end.
  mutating func finish(
    _ node: ONNXNode, _ end: IntegerEnd, _ op: Op, _ operands: [ValueID], _ axes: FileAxes,
    clampsItself: Bool = false
  ) throws(Rejection) {
    let clamp = clampsItself ? nil : end.activation
    var value = try emit(op, operands, name: clamp == nil ? end.name : end.name + ".whole", node)
    if let clamp {
      var activation = ActivationOp()
      (activation.function, activation.output) = (clamp, end.form.requantization)
      value = try emit(.activation(activation), [value], name: end.name, node)
    }
    facts[end.name] = .map(
      ONNXMap(
        value: value, mapShape: graph.shape(of: value), axes: axes,
        form: .integers(isUnsigned: end.form.isUnsigned)))
    taken.formUnion(end.nodes)
  }

  /// Whether a map is the numbers of integers as they stand.
  func isInteger(_ map: ONNXMap) -> Bool { map.form == .dequantized && map.isPlain }

  func quantization(of map: ONNXMap) -> Quantization {
    guard let quantization = graph.type(of: map.value).quantization else {
      preconditionFailure("a map of integers without what they stand for")
    }
    return quantization
  }
}
