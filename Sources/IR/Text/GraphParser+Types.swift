import Basics

extension GraphParser {
  mutating func type() throws(Rejection) -> TensorType {
    let at = token
    let (type, extents) = try shape("f32[height x width x channels]", of: [.f32, .i8])
    guard extents.count == 3 else {
      throw rejection("text.type", at, "a map has height, width and channels")
    }
    let shape = Shape(extents[0], extents[1], extents[2])
    guard shape.isAcceptable else {
      throw rejection("text.type", at, "a map of \(shape) is empty or too large")
    }
    guard type == .i8 else { return TensorType(.f32, shape) }
    try expect("(")
    let scale = try float()
    try expect(",")
    guard let quantization = quantization([scale, try float()]) else {
      throw rejection(
        "text.type", at,
        "i8 needs (scale, zero point), a positive scale and an integer of -128...127")
    }
    try expect(")")
    return TensorType(shape, quantization)
  }

  func quantization(_ numbers: [Float]) -> Quantization? {
    guard let zeroPoint = Int(exactly: numbers[1]) else { return nil }
    let quantization = Quantization(scale: numbers[0], zeroPoint: zeroPoint)
    return quantization.isLegal ? quantization : nil
  }

  mutating func weightQuantization() throws(Rejection) -> WeightQuantization {
    let at = token
    try expect("(")
    let scales = try floats()
    try expect(",")
    guard let zeroPoint = Int(exactly: try float()) else {
      throw rejection("text.type", at, "expected ([scales], zero point), an integer")
    }
    var isPerChannel = false
    if try accept(",") {
      let at = token
      guard try word("channel") == "channel" else {
        throw rejection("text.type", at, "found \(at.kind), expected channel")
      }
      isPerChannel = true
    }
    try expect(")")
    return WeightQuantization(scales: scales, zeroPoint: zeroPoint, isPerChannel: isPerChannel)
  }

  mutating func shape(
    _ expected: String, of types: [ElementType]
  ) throws(Rejection) -> (ElementType, [Int]) {
    let at = token
    guard let type = ElementType(rawValue: try word(expected)), types.contains(type) else {
      throw rejection("text.type", at, "found \(at.kind), expected \(expected)")
    }
    try expect("[")
    let extentsToken = token
    let parts = try word(expected).split(separator: "x", omittingEmptySubsequences: false)
    let extents = parts.map { Int($0) ?? 0 }
    guard extents.count <= 4, extents.allSatisfy({ $0 > 0 && $0 <= Shape.largestCount }) else {
      throw rejection(
        "text.type", extentsToken, "found \(extentsToken.kind), expected positive extents")
    }
    try expect("]")
    return (type, extents)
  }
}
