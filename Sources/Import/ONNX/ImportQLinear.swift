import Basics
import Formats
import IR

/// The operators that take integers and make integers.
extension ONNXImporter {
  /// What the scale and zero point at two inputs make of a node's result.
  private mutating func end(_ node: ONNXNode, scale: Int) throws(Rejection) -> IntegerEnd {
    IntegerEnd(form: try integerForm(node, scale: scale), name: try node.output())
  }

  /// The weight at an input, with the scale and zero point in the two after it.
  private mutating func integerWeight(
    _ node: ONNXNode, _ index: Int, axis: Int
  ) throws(Rejection) -> ONNXConstant {
    guard var weight = try constantInput(node, index, "weight"),
      let scales = try constantInput(node, index + 1, "scale of the weight")
    else { throw node.damaged("onnx.inputs", "has no weight") }
    var zeros = [0]
    if let zero = try constantInput(node, index + 2, "zero point of the weight") {
      zeros = zero.integers ?? []
    }
    if zeros.count == 1 { zeros = Array(repeating: zeros[0], count: scales.count) }
    guard weight.integers != nil, zeros.count == scales.count,
      scales.count == 1 || axis < weight.shape.count && weight.shape[axis] == scales.count
    else { throw node.damaged("onnx.scale", "has \(scales.count) scales for its weight") }
    weight.quantization = ONNXConstant.Quantization(
      scales: scales.floats, zeroPoints: zeros, axis: scales.count == 1 ? 0 : axis)
    guard hasIntegers(weight) else {
      throw node.unsupported("a weight of \(weight.type) with several zero points, or bad scales")
    }
    return weight
  }

  /// The bias at an input, whose integers are of the scales of the sums.
  private mutating func sumsBias(
    _ node: ONNXNode, _ index: Int, over map: ONNXMap, _ weight: ONNXConstant
  ) throws(Rejection) -> ONNXConstant? {
    guard var bias = try constantInput(node, index, "bias") else { return nil }
    let scales = weight.quantization?.scales ?? []
    guard [1, bias.count].contains(scales.count) else {
      throw node.damaged("onnx.bias", "has a bias of \(bias.shape)")
    }
    bias = bias.reshaped(to: [bias.count]) ?? bias
    bias.quantization = ONNXConstant.Quantization(
      scales: scales.map { quantization(of: map).scale * $0 },
      zeroPoints: scales.map { _ in 0 }, axis: 0)
    return bias
  }

  mutating func qLinearConv(_ node: ONNXNode) throws(Rejection) {
    let map = try integerMap(node, 0)
    let weight = try integerWeight(node, 3, axis: 0)
    let bias = try sumsBias(node, 8, over: map, weight)
    try conv(node, map, weight, bias, end(node, scale: 6))
  }

  mutating func qLinearMatMul(_ node: ONNXNode) throws(Rejection) {
    let source = try integerMap(node, 0)
    let weight = try integerWeight(node, 3, axis: 1)
    guard weight.shape.count == 2 else {
      throw node.unsupported("its second operand is of \(weight.shape), expected a matrix")
    }
    let matrix = weight.transposed([1, 0])
    let (map, product) = try matrixProduct(
      node, matrix, over: source, name: node.requiredInput(0))
    try multiply(node, map, product, matrix, nil, end(node, scale: 6))
  }

  mutating func qGemm(_ node: ONNXNode) throws(Rejection) {
    guard try node.float("alpha", or: 1) == 1, try node.integer("transA", or: 0) == 0,
      node.input(7) != nil
    else {
      throw node.unsupported("alpha, transA or a result of floats, expected 1, 0 and integers")
    }
    let source = try integerMap(node, 0)
    let isTransposed = try node.integer("transB", or: 0) != 0
    var weight = try integerWeight(node, 3, axis: isTransposed ? 0 : 1)
    guard weight.shape.count == 2 else {
      throw node.unsupported("its second operand is of \(weight.shape), expected a matrix")
    }
    if !isTransposed { weight = weight.transposed([1, 0]) }
    let bias = try sumsBias(node, 6, over: source, weight)
    let (map, product) = try matrixProduct(
      node, weight, over: source, name: node.requiredInput(0))
    try multiply(node, map, product, weight, bias, end(node, scale: 7))
  }

  mutating func qLinearMul(_ node: ONNXNode) throws(Rejection) {
    let end = try end(node, scale: 6)
    for index in [0, 3] {
      guard try constant(node.requiredInput(index)) == nil else {
        throw node.unsupported("multiplies a map with a constant, expected two maps")
      }
    }
    let (a, b) = (try integerMap(node, 0), try integerMap(node, 3))
    guard scales(b, a) || scales(a, b) else {
      let (a, b) = try alike(a, b, node)
      var op = Multiply()
      op.output = end.form.requantization
      return try finish(node, end, .multiply(op), [a.value, b.value], a.axes)
    }
    let (map, gate) = scales(b, a) ? (a, b) : (b, a)
    var op = ChannelScale()
    op.output = end.form.requantization
    try finish(node, end, .channelScale(op), [map.value, gate.value], map.axes)
  }

  mutating func qLinearSigmoid(_ node: ONNXNode) throws(Rejection) {
    let map = try integerMap(node, 0)
    let end = try end(node, scale: 3)
    var op = ActivationOp()
    (op.function, op.output) = (.logistic, end.form.requantization)
    try finish(node, end, .activation(op), [map.value], map.axes)
  }

  mutating func qLinearAdd(_ node: ONNXNode) throws(Rejection) {
    let end = try end(node, scale: 6)
    for (mapIndex, constantIndex) in [(0, 3), (3, 0)] {
      guard var summand = try constant(node.requiredInput(constantIndex)) else { continue }
      let map = try integerMap(node, mapIndex)
      guard let scale = try constantInput(node, constantIndex + 1, "scale")?.scalar,
        map.axes.isScalarOrChannels(summand.shape, channels: map.mapShape.channels),
        summand.integers != nil
      else { throw node.unsupported("a summand of \(summand.shape), expected one per channel") }
      let zero = try constantInput(node, constantIndex + 2, "zero point")?.integers?.first ?? 0
      summand.quantization = ONNXConstant.Quantization(
        scales: [Float(scale)], zeroPoints: [zero], axis: 0)
      let (reals, count) = (summand.floats, map.mapShape.channels)
      try spend(4 * count, node)
      return try self.scale(
        node, map, end, factors: Array(repeating: 1, count: count),
        summands: (0..<count).map { reals[reals.count == 1 ? 0 : $0] })
    }
    let (a, b) = try alike(integerMap(node, 0), integerMap(node, 3), node)
    var op = Add()
    op.output = end.form.requantization
    try finish(node, end, .add(op), [a.value, b.value], a.axes)
  }

  mutating func qLinearAveragePool(
    _ node: ONNXNode, _ kind: ONNXOperator
  ) throws(Rejection) {
    guard try node.integer("channels_last", or: 0) == 0 else {
      throw node.unsupported("channels_last, expected [N, C, H, W]: 0")
    }
    let source = try node.requiredInput(0)
    let map = try image(padded(integerMap(node, 0), name: source, node), name: source, node)
    let (input, rank) = (map.mapShape, map.axes.rank)
    let end = try end(node, scale: 3)
    if kind == .qLinearGlobalAveragePool {
      var op = GlobalAveragePool()
      op.output = end.form.requantization
      return try finish(
        node, end, .globalAveragePool(op), [map.value],
        .image(Shape(1, 1, input.channels), rank: rank))
    }
    var op = AveragePool2D()
    let window = try pool(node, over: map)
    (op.kernel, op.stride) = (window.kernel, window.stride)
    (op.dilation, op.padding) = (window.dilation, window.padding)
    let countsPadding = try node.integer("count_include_pad", or: 0) != 0
    guard op.padding == Padding() || !countsPadding else {
      throw node.unsupported("count_include_pad with padding, expected a pool of the pixels inside")
    }
    op.output = end.form.requantization
    let size = try? op.window.outputSize(over: input)
    let result = Shape(size?.height ?? 1, size?.width ?? 1, input.channels)
    try finish(node, end, .averagePool2D(op), [map.value], .image(result, rank: rank))
  }

  mutating func qLinearSoftmax(_ node: ONNXNode) throws(Rejection) {
    let set = try node.integer("opset", or: operatorSet)
    let map = try softmaxMap(node, integerMap(node, 0), isFlattening: set < 13)
    let end = try end(node, scale: 3)
    var op = Softmax()
    op.output = end.form.requantization
    try finish(node, end, .softmax(op), [map.value], map.axes)
  }
}
