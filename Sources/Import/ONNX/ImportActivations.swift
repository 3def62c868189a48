import Basics
import Formats
import IR

/// Functions of each element.
extension ONNXImporter {
  /// The map behind a name; what is gathered for it becomes ops if others read it too.
  mutating func single(_ name: String, _ node: ONNXNode) throws(Rejection) -> ONNXMap {
    let map = try map(name, node)
    if case .integers = map.form {
      throw node.unsupported("its operand \(spelled(name)) holds integers, expected floats")
    }
    guard map.isPlain || onlyReader(of: name) != nil else { return try plainMap(name, node) }
    return map
  }

  /// Relu, Clip, and Min and Max with constants.
  mutating func clamp(_ node: ONNXNode) throws(Rejection) {
    guard let bounds = try bounds(node) else {
      throw node.unsupported("compares two maps, expected one and single numbers")
    }
    let source = try map(bounds.operand, node)
    if case .integers(let isUnsigned) = source.form {
      return try clampIntegers(node, source, bounds.low, bounds.high, isUnsigned: isUnsigned)
    }
    var map = try single(bounds.operand, node)
    guard let function = map.function.clamped(bounds.low, bounds.high) else {
      map = try plainMap(bounds.operand, node)
      map.function = ElementFunction(low: bounds.low, high: bounds.high)
      return try finish(node, .map(map))
    }
    map.function = function
    try finish(node, .map(map))
  }

  /// Clamps integers as the file has them.
  private mutating func clampIntegers(
    _ node: ONNXNode, _ source: ONNXMap, _ low: Double, _ high: Double, isUnsigned: Bool
  ) throws(Rejection) {
    if low == -.infinity, high == .infinity { return try finish(node, .map(source)) }
    var map = try padded(source, name: node.requiredInput(0), node)
    let own = quantization(of: map)
    func number(_ bound: Double) -> Float {
      Float(own.real(bound - (isUnsigned ? 128 : 0)))
    }
    var op = ActivationOp()
    op.function = .clamp(low: number(min(low, high)), high: number(high))
    op.output = Requantization(own, .even)
    map.value = try emit(.activation(op), [map.value], name: node.output(), node)
    try finish(node, .map(map))
  }

  /// Between which numbers a node clamps which operand.
  mutating func bounds(
    _ node: ONNXNode
  ) throws(Rejection) -> (operand: String, low: Double, high: Double)? {
    var (low, high) = (-Double.infinity, Double.infinity)
    func limit(_ value: Double) -> Double {
      // The largest float stands for no limit.
      value.magnitude >= Double(Float.greatestFiniteMagnitude) ? value * .infinity : value
    }
    func scalar(_ name: String) throws(Rejection) -> Double {
      guard let constant = try constant(name), let first = constant.floats.first,
        constant.floats.allSatisfy({ $0 == first }), !first.isNaN
      else { throw node.unsupported("a limit of it is not one known number") }
      return limit(Double(first))
    }
    switch node.operatorType {
    case "Relu": low = 0
    case "Clip":
      low = limit(Double(try node.float("min", or: -.greatestFiniteMagnitude)))
      high = limit(Double(try node.float("max", or: .greatestFiniteMagnitude)))
      if let name = node.input(1) { low = try scalar(name) }
      if let name = node.input(2) { high = try scalar(name) }
    default:
      var operand: String?
      for name in node.inputs {
        if try constant(name) == nil {
          guard operand == nil else { return nil }
          operand = name
        } else if node.operatorType == "Max" {
          low = max(low, try scalar(name))
        } else {
          high = min(high, try scalar(name))
        }
      }
      return operand.map { ($0, low, high) }
    }
    return (try node.requiredInput(0), low, high)
  }

  /// Neg, HardSwish, HardSigmoid.
  mutating func elementFunction(_ node: ONNXNode, _ kind: ONNXOperator) throws(Rejection) {
    let name = try node.requiredInput(0)
    if kind == .neg {
      var map = try single(name, node)
      map.function = map.function.times(-1) ?? map.function
      return try finish(node, .map(map))
    }
    var map = try map(name, node)
    if !map.isPlain || map.form == .integers(isUnsigned: true)
      || map.form == .integers(isUnsigned: false)
    {
      map = try plainMap(name, node)
    }
    map.function = .hardSwish
    if kind == .hardSigmoid {
      map.function = .hardSigmoid(
        alpha: Double(try node.float("alpha", or: 0.2)),
        beta: Double(try node.float("beta", or: 0.5)))
    }
    try finish(node, .map(map))
  }

  mutating func sigmoid(_ node: ONNXNode) throws(Rejection) {
    let source = try node.requiredInput(0)
    if try integerSigmoid(node, source) { return }
    let map = try plainMap(source, node)
    var op = ActivationOp()
    op.function = .logistic
    let value = try emit(.activation(op), [map.value], name: node.output(), node)
    try finish(node, value, map.axes)
  }
}
