import Basics
import Formats
import IR

/// Convolutions and matrices over integers.
extension ONNXImporter {
  /// A convolution between integers; false if one end of it is not.
  mutating func integerConv(
    _ node: ONNXNode, _ weight: ONNXConstant, _ bias: ONNXConstant?
  ) throws(Rejection) -> Bool {
    let map = try map(node.requiredInput(0), node)
    guard map.form == .dequantized, map.function.isIdentity, hasIntegers(weight) else {
      return false
    }
    let channels = weight.shape.first ?? 0
    let axes = FileAxes.image(Shape(1, 1, channels), rank: weight.shape.count)
    guard let end = try integerEnd(after: node, axes, channels: channels),
      bias == nil || end.summand == nil
    else { return false }
    try conv(node, map, weight, bias ?? end.summand, end)
    return true
  }

  mutating func conv(
    _ node: ONNXNode, _ map: ONNXMap, _ weight: ONNXConstant, _ bias: ONNXConstant?,
    _ end: IntegerEnd
  ) throws(Rejection) {
    let source = try node.requiredInput(0)
    let map = try image(map, name: source, node)
    let kernel = try kernel(node, weight, channels: map.mapShape.channels)
    let window = try node.window(
      reach: kernel.reach, over: map.paddedShape, rank: map.axes.rank)
    var op = try integerProduct(
      node, map, weight, shape: kernel.shape, outputs: kernel.outputs, bias: bias, end
    ) { kernel.arranged($0, zero: $1) }
    (op.stride, op.dilation) = (window.stride, kernel.dilation)
    op.padding = window.padding + map.padding
    let made = kernel.isDepthwise ? op.depthwise : op.conv2D
    var axes = FileAxes([])
    do throws(IllegalOp) {
      let type = try made.payload.resultType([graph.type(of: map.value)], graph.weights)
      axes = .image(type.shape, rank: map.axes.rank)
    } catch {
      // The op tells it once more, at its place.
    }
    try finish(node, end, made, [map.value], axes, clampsItself: true)
  }

  /// A matrix between integers; false if one end of it is not.
  mutating func integerMatrix(
    _ node: ONNXNode, _ map: ONNXMap, _ product: MatrixProduct, _ matrix: ONNXConstant,
    _ bias: ONNXConstant?
  ) throws(Rejection) -> Bool {
    guard isInteger(map), hasIntegers(matrix),
      let end = try integerEnd(after: node, product.axes, channels: product.outputs),
      bias == nil || end.summand == nil
    else { return false }
    try multiply(node, map, product, matrix, bias ?? end.summand, end)
    return true
  }

  mutating func multiply(
    _ node: ONNXNode, _ map: ONNXMap, _ product: MatrixProduct, _ matrix: ONNXConstant,
    _ bias: ONNXConstant?, _ end: IntegerEnd
  ) throws(Rejection) {
    let op = try integerProduct(
      node, map, matrix, shape: product.weightShape, outputs: product.outputs, bias: bias, end
    ) { elements, _ in product.arranged(elements) }
    try finish(node, end, product.op(op), [map.value], product.axes, clampsItself: true)
  }

  /// The weights of an op over integers; the outputs are axis 0 of the constant.
  private mutating func integerProduct(
    _ node: ONNXNode, _ map: ONNXMap, _ weight: ONNXConstant, shape: [Int], outputs: Int,
    bias: ONNXConstant?, _ end: IntegerEnd, arrange: (_ elements: [Int8], _ zero: Int8) -> [Int8]
  ) throws(Rejection) -> ProductOp {
    guard case .integers(let integers) = weight.elements, let found = weight.quantization,
      found.scales.count == 1 || (found.axis == 0 && found.scales.count == outputs)
    else { throw node.unsupported("its weight has scales along another axis than its outputs") }
    let shift = weight.type == .uint8 ? 128 : 0
    let stored = WeightQuantization(
      scales: found.scales, zeroPoint: (found.zeroPoints.first ?? 0) - shift)
    let elements = integers.map { Int8(clamping: $0 - shift) }
    var op = ProductOp(
      weight: graph.weights.add(
        Weight(
          freeWeightName(weight.name), shape: shape,
          .int8s(arrange(elements, Int8(clamping: stored.zeroPoint))), stored,
          origin: node.origin)))
    if let bias {
      op.bias = try addBias(
        bias, outputs,
        scales: found.scales.map { Double(quantization(of: map).scale) * Double($0) },
        node)
    }
    (op.activation, op.output) = (end.activation, end.form.requantization)
    return op
  }

  /// A bias in 32-bit integers of the scales of the sums.
  private mutating func addBias(
    _ bias: ONNXConstant, _ count: Int, scales: [Double], _ node: ONNXNode
  ) throws(Rejection) -> WeightID {
    guard [1, count].contains(bias.count) else {
      throw node.unsupported("a summand of \(bias.shape), expected one number for each output")
    }
    func scale(_ channel: Int) -> Double { scales[scales.count == 1 ? 0 : channel] }
    let reals = bias.floats
    var sums = (0..<count).map { channel in
      integerSum(Double(reals[reals.count == 1 ? 0 : channel]) / scale(channel))
    }
    // Integers of those scales stay what they are.
    if case .integers(let integers) = bias.elements, integers.count == count,
      let found = bias.quantization,
      (0..<count).allSatisfy({
        abs(Double(found.scales[found.scales.count == 1 ? 0 : $0]) / scale($0) - 1) < 1e-5
      }), found.zeroPoints.allSatisfy({ $0 == 0 })
    {
      sums = integers.map { Int32(clamping: $0) }
    }
    return graph.weights.add(
      Weight(freeWeightName(bias.name), shape: [count], .int32s(sums), origin: node.origin))
  }

  private func integerSum(_ real: Double) -> Int32 {
    real.isNaN ? 0 : Int32(max(-0x1p31, min(real.rounded(.toNearestOrEven), 0x1p31 - 1)))
  }

  /// Whether a constant is 8-bit integers that an op over integers takes: of one zero point.
  func hasIntegers(_ constant: ONNXConstant) -> Bool {
    guard let quantization = constant.quantization else { return false }
    return (constant.type == .int8 || constant.type == .uint8)
      && Set(quantization.zeroPoints).count == 1
      && quantization.scales.allSatisfy { $0 >= 0 && $0.isFinite }
  }

  /// Channels times a factor plus a summand, between integers; false if one end of it is not.
  mutating func integerAffine(
    _ node: ONNXNode, _ map: ONNXMap, factors: [Float], summands: [Float]
  ) throws(Rejection) -> Bool {
    guard isInteger(map), let end = try integerEnd(after: node, map.axes, channels: factors.count),
      end.summand == nil
    else { return false }
    try scale(node, map, end, factors: factors, summands: summands)
    return true
  }

  /// A depthwise convolution of one pixel.
  mutating func scale(
    _ node: ONNXNode, _ map: ONNXMap, _ end: IntegerEnd, factors: [Float], summands: [Float]
  ) throws(Rejection) {
    // A power of two, so that sums have six bits more than the integers, for the summand.
    let one: Float = 64
    let count = factors.count
    let scales = factors.map { $0 == 0 ? 1 : abs($0) / one }
    let from = Double(quantization(of: map).scale)
    let sums = zip(summands, scales).map { integerSum(Double($0) / (from * Double($1))) }
    var op = ProductOp(
      weight: graph.weights.add(
        Weight(
          freeWeightName(end.name + ".factor"), shape: [1, 1, count],
          .int8s(factors.map { Int8($0 == 0 ? 0 : $0 < 0 ? -one : one) }),
          WeightQuantization(scales: scales), origin: node.origin)))
    op.bias = graph.weights.add(
      Weight(
        freeWeightName(end.name + ".summand"), shape: [count], .int32s(sums), origin: node.origin))
    (op.activation, op.output) = (end.activation, end.form.requantization)
    try finish(node, end, op.depthwise, [map.value], map.axes, clampsItself: true)
  }
}
