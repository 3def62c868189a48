import Basics
import Formats
import IR

/// Sums and products of maps and constants.
extension ONNXImporter {
  /// Add and Sub.
  mutating func sum(_ node: ONNXNode) throws(Rejection) {
    let isDifference = node.operatorType == "Sub"
    let (left, right) = (try node.requiredInput(0), try node.requiredInput(1))
    if let summand = try constant(right) {
      try add(node, left, factor: 1, summand, sign: isDifference ? -1 : 1)
    } else if let summand = try constant(left) {
      try add(node, right, factor: isDifference ? -1 : 1, summand, sign: 1)
    } else if isDifference {
      try combine(node, left, right) { output in
        var op = Subtract()
        op.output = output
        return .subtract(op)
      }
    } else {
      try combine(node, left, right) { output in
        var op = Add()
        op.output = output
        return .add(op)
      }
    }
  }

  /// factor * x + sign * summand.
  private mutating func add(
    _ node: ONNXNode, _ name: String, factor: Double, _ summand: ONNXConstant, sign: Double
  ) throws(Rejection) {
    let values = summand.floats.map { Double($0) * sign }
    try affine(node, name, summand, factors: values.map { _ in factor }, summands: values)
  }

  /// Mul and Div.
  mutating func product(_ node: ONNXNode) throws(Rejection) {
    let isQuotient = node.operatorType == "Div"
    let (left, right) = (try node.requiredInput(0), try node.requiredInput(1))
    if let factor = try constant(right) {
      let factors = factor.floats.map { isQuotient ? 1 / Double($0) : Double($0) }
      try affine(node, left, factor, factors: factors, summands: factors.map { _ in 0 })
    } else if isQuotient {
      throw node.unsupported("divides by a map, expected a constant as second operand")
    } else if let factor = try constant(left) {
      let factors = factor.floats.map { Double($0) }
      try affine(node, right, factor, factors: factors, summands: factors.map { _ in 0 })
    } else {
      try multiplyMaps(node, left, right)
    }
  }

  private mutating func multiplyMaps(
    _ node: ONNXNode, _ left: String, _ right: String
  ) throws(Rejection) {
    let (a, b) = (try map(left, node), try map(right, node))
    if a.value == b.value, a.axes == b.axes, a.form == b.form, a.padding == b.padding,
      a.function.isIdentity || b.function.isIdentity,
      let gate = (a.function.isIdentity ? b : a).function.timesInput()
    {
      var map = a
      map.function = gate
      return try finish(node, .map(map))
    }
    let isSecondScale = scales(b, a)
    guard isSecondScale || scales(a, b) else {
      return try combine(node, left, right) { output in
        var op = Multiply()
        op.output = output
        return .multiply(op)
      }
    }
    let names = isSecondScale ? (left, right) : (right, left)
    let axes = isSecondScale ? a.axes : b.axes
    if try integerScale(node, names.0, names.1) { return }
    let operands = [try plainMap(names.0, node).value, try plainMap(names.1, node).value]
    let value = try emit(.channelScale(ChannelScale()), operands, name: node.output(), node)
    try finish(node, value, axes)
  }

  /// Whether a tensor has one number for each channel of another.
  func scales(_ scale: ONNXMap, _ map: ONNXMap) -> Bool {
    scale.mapShape == Shape(1, 1, map.mapShape.channels) && scale.axes.rank == map.axes.rank
      && zip(scale.axes.axes, map.axes.axes).allSatisfy { $0 == [] || $0 == $1 }
  }

  /// factors * x + summands, which are those of a constant in its shape.
  mutating func affine(
    _ node: ONNXNode, _ name: String, _ constant: ONNXConstant, factors: [Double],
    summands: [Double]
  ) throws(Rejection) {
    var map = try single(name, node)
    guard let extents = broadcastExtents(map.shape, constant.shape), constant.count > 0 else {
      throw node.damaged("onnx.shape", "combines \(map.shape) with \(constant.shape)")
    }
    if constant.count > 1 { map = try padded(map, name: name, node) }
    if map.shape.reduce(1, *) != extents.reduce(1, *) {
      map = try broadcast(map, to: extents, name: name + ".wide", node)
    }
    map.axes.axes.insert(
      contentsOf: Array(repeating: [], count: max(0, extents.count - map.axes.rank)), at: 0)
    let alongAxes = map.axes.broadcastAxes(constant.shape) ?? []
    let isUniform = Set(factors).count == 1 && Set(summands).count == 1
    if isUniform, constant.count == 1 || map.mapShape.channels > 1 {
      guard let function = map.function.times(factors[0])?.plus(summands[0]) else {
        // However many the constant has: they need not be as many as there are channels.
        return try affineByChannel(
          node, name, constant, map, factors: [factors[0]], summands: [summands[0]])
      }
      map.function = function
      return try finish(node, .map(map))
    }
    if !alongAxes.isEmpty,
      !map.axes.isScalarOrChannels(constant.shape, channels: map.mapShape.channels)
    {
      map = try arranged(
        map, as: .channels(alongAxes, of: map.shape), name: name + ".channels", node)
    }
    try affineByChannel(node, name, constant, map, factors: factors, summands: summands)
  }

  private mutating func affineByChannel(
    _ node: ONNXNode, _ name: String, _ constant: ONNXConstant, _ target: ONNXMap,
    factors: [Double], summands: [Double]
  ) throws(Rejection) {
    let count = target.mapShape.channels
    try spend(4 * count, node)
    func each(_ values: [Double]) -> [Float] {
      (0..<count).map { Float(values[values.count == 1 ? 0 : $0]) }
    }
    if try integerAffine(node, target, factors: each(factors), summands: each(summands)) {
      return
    }
    let map = try plain(target, name: name, node)
    var value = map.value
    if factors.allSatisfy({ $0 == 1 }), onlyReader(of: name) != nil,
      graph.values[value].name == name,
      addBias(each(summands), named: constant.name, to: value, node)
    {
      // The op before it has it now, and makes what the sum is called.
      graph.rename(value, freeValueName(try node.output()))
    } else {
      value = try scale(value, each(factors), each(summands), name: node.output(), node)
    }
    try finish(node, value, target.axes)
  }

  /// Gives the op that makes a value a bias; false if it has one or cannot have any.
  private mutating func addBias(
    _ summands: [Float], named name: String, to value: ValueID, _ node: ONNXNode
  ) -> Bool {
    guard let producer = graph.values[value].producer else { return false }
    func bias() -> WeightID { addWeight(name, [summands.count], summands, node) }
    let origin = graph.nodes[producer].origin
    switch graph.nodes[producer].op {
    case .conv2D(var op) where op.bias == nil && op.activation == nil:
      op.bias = bias()
      graph.replaceOp(of: producer, with: .conv2D(op), origin: origin)
    case .depthwiseConv2D(var op) where op.bias == nil && op.activation == nil:
      op.bias = bias()
      graph.replaceOp(of: producer, with: .depthwiseConv2D(op), origin: origin)
    case .fullyConnected(var op) where op.bias == nil && op.activation == nil:
      op.bias = bias()
      graph.replaceOp(of: producer, with: .fullyConnected(op), origin: origin)
    case .conv2D, .depthwiseConv2D, .fullyConnected, .batchNorm, .activation, .add,
      .subtract, .multiply, .globalAveragePool, .channelScale, .averagePool2D, .maxPool2D,
      .softmax, .quantize, .dequantize, .concatenate, .rearrange, .resizeNearest, .resizeBilinear:
      return false
    }
    return true
  }
}
