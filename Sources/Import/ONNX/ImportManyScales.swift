import Basics
import Formats
import IR

/// Maps whose integers have several scales, by axis or by block: a scale of 1, and factors beside it.
extension ONNXImporter {
  /// Whether a node says more than one scale.
  mutating func hasManyScales(_ node: ONNXNode) throws(Rejection) -> Bool {
    guard let scales = try constantInput(node, 1, "scale") else { return false }
    return scales.count > 1
  }

  mutating func quantizeWithManyScales(_ node: ONNXNode) throws(Rejection) {
    let source = try node.requiredInput(0)
    let (scales, zeros) = try scalesAndZeros(node, over: map(source, node).shape)
    let type = try constantInput(node, 2, "zero point")?.type ?? .uint8
    guard type == .uint8 || type == .int8 else {
      throw node.unsupported("integers of \(type), expected int8 or uint8")
    }
    try affine(
      node, source, scales, factors: scales.floats.map { 1 / Double($0) },
      summands: zeros.map(Double.init))
    var map = try plainMap(node.output(), node)
    let form = IntegerForm(
      quantization: Quantization(scale: 1, zeroPoint: type == .uint8 ? -128 : 0),
      isUnsigned: type == .uint8)
    var op = Quantize()
    op.output = form.requantization
    map.value = try emit(.quantize(op), [map.value], name: node.output(), node)
    map.form = .integers(isUnsigned: form.isUnsigned)
    try finish(node, .map(map))
  }

  mutating func dequantizeWithManyScales(_ node: ONNXNode) throws(Rejection) {
    let source = try node.requiredInput(0)
    var map = try map(source, node)
    guard case .integers(let isUnsigned) = map.form,
      quantization(of: map) == Quantization(scale: 1, zeroPoint: isUnsigned ? -128 : 0)
    else {
      throw node.unsupported("several scales for a map of one, expected integers of the input")
    }
    let (scales, zeros) = try scalesAndZeros(node, over: map.shape)
    map.form = .dequantized
    let integers = facts[source]
    facts[source] = .map(map)
    defer { facts[source] = integers }
    let factors = scales.floats.map(Double.init)
    try affine(
      node, source, scales, factors: factors,
      summands: zip(factors, zeros).map { -$0 * Double($1) })
  }

  /// The scales in a shape that is broadcast to that of the map, and as many zero points.
  private mutating func scalesAndZeros(
    _ node: ONNXNode, over shape: [Int]
  ) throws(Rejection) -> (scales: ONNXConstant, zeros: [Int]) {
    guard var scales = try constantInput(node, 1, "scale") else {
      throw node.damaged("onnx.inputs", "has no scale")
    }
    var zeros = try constantInput(node, 2, "zero point")?.integers ?? scales.floats.map { _ in 0 }
    let axis = try normalized([node.integer("axis", or: 1)], rank: shape.count, node)[0]
    let block = try node.integer("block_size", or: 0)
    guard zeros.count == scales.count, scales.floats.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      throw node.damaged("onnx.scale", "has \(zeros.count) zero points for \(scales.count) scales")
    }
    if scales.shape.count == 1, block == 0, scales.count == shape[axis] {
      scales.shape = shape.indices.map { $0 == axis ? scales.count : 1 }
      return (scales, zeros)
    }
    var blocks = shape
    if (1..<1 << 31).contains(block) { blocks[axis] = (shape[axis] + block - 1) / block }
    guard (1..<1 << 31).contains(block), scales.shape == blocks else {
      throw node.damaged("onnx.scale", "has scales of \(scales.shape) for a map of \(shape)")
    }
    let count = boundedCount(shape)
    try spend(2 * count, node)
    let inner = shape[(axis + 1)...].reduce(1, *)
    let places = (0..<count).map { index in
      let (outer, place) = (index / inner / shape[axis], index / inner % shape[axis])
      return (outer * blocks[axis] + place / block) * inner + index % inner
    }
    zeros = places.map { zeros[$0] }
    return (
      ONNXConstant(name: scales.name, shape: shape, scales.gathered(places)), zeros
    )
  }
}
