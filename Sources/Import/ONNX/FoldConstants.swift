import Basics
import Formats

/// Nodes whose result is known at import.
extension ONNXImporter {
  /// The result of a node that reads constants only, or the shape of a map; nil for all others.
  mutating func folded(
    _ kind: ONNXOperator, _ node: ONNXNode
  ) throws(Rejection) -> ONNXConstant? {
    if kind == .shape { return try foldedShape(node) }
    if kind == .constant { return try constantNode(node) }
    if kind == .castLike { return try foldedCastLike(node) }
    var operands: [ONNXConstant?] = []
    for name in node.inputs {
      guard !name.isEmpty else {
        operands.append(nil)
        continue
      }
      guard let constant = try constant(name) else { return nil }
      operands.append(constant)
    }
    guard let first = operands.first, let first else {
      throw node.damaged("onnx.inputs", "has no input 0")
    }
    let others = operands.dropFirst().map { $0 }
    switch kind {
    case .identity, .dropout: return first
    case .cast: return try foldedCast(node, first)
    case .constantOfShape: return try foldedConstantOfShape(node, first)
    case .reshape, .flatten, .squeeze:
      return try reshaped(node, first, to: newShape(node, of: first.shape))
    case .unsqueeze:
      var shape = first.shape
      for axis in try insertedAxes(node, rank: shape.count) { shape.insert(1, at: axis) }
      return try reshaped(node, first, to: shape)
    case .transpose:
      let permutation = try permutation(node, rank: first.shape.count)
      try spend(first.count, node)
      return first.transposed(permutation)
    case .gather:
      guard let indices = others.first??.integers, let shape = others.first??.shape else {
        throw node.damaged("onnx.inputs", "has no indices")
      }
      return try foldedGather(node, first, indices, shape)
    case .slice: return try foldedSlice(node, first)
    case .expand: return try foldedExpand(node, first)
    case .concat: return try foldedConcat(node, operands.compactMap { $0 })
    case .add, .sub, .mul, .div, .min, .max, .neg, .sqrt, .exp, .relu:
      return try foldedArithmetic(kind, node, operands.compactMap { $0 })
    case .quantizeLinear: return try foldedQuantize(node, first)
    case .dequantizeLinear: return try foldedDequantize(node, first)
    case .constant, .castLike, .shape, .conv, .gemm, .matMul, .batchNormalization, .clip,
      .hardSwish,
      .hardSigmoid, .sigmoid, .softmax, .globalAveragePool, .reduceMean, .averagePool, .maxPool,
      .pad, .split, .resize, .upsample, .qLinearConv, .qLinearMatMul, .qGemm, .qLinearAdd,
      .qLinearMul, .qLinearSigmoid, .qLinearAveragePool, .qLinearGlobalAveragePool,
      .qLinearSoftmax:
      throw node.unsupported("computes with constants only, which is not folded for it")
    }
  }

  private func reshaped(
    _ node: ONNXNode, _ constant: ONNXConstant, to shape: [Int]
  ) throws(Rejection) -> ONNXConstant {
    guard let result = constant.reshaped(to: shape) else {
      throw node.unsupported("a reshape of weights cuts the axis of their scales")
    }
    return result
  }

  /// The value of a Constant.
  func constantNode(_ node: ONNXNode) throws(Rejection) -> ONNXConstant {
    let name = try node.output()
    for attribute in node.attributes {
      switch (attribute.name, attribute.value) {
      case ("value", .tensor(let tensor)): return try ONNXConstant(tensor, name: name)
      case ("value_float", .float(let value)):
        return ONNXConstant(name: name, shape: [], .floats([value]))
      case ("value_floats", .floats(let values)):
        return ONNXConstant(name: name, shape: [values.count], .floats(values))
      case ("value_int", .integer(let value)):
        return ONNXConstant(name: name, shape: [], .integers([value]))
      case ("value_ints", .integers(let values)):
        return ONNXConstant(name: name, shape: [values.count], .integers(values))
      default: continue
      }
    }
    throw node.unsupported("holds no dense tensor of numbers")
  }

  private mutating func foldedShape(_ node: ONNXNode) throws(Rejection) -> ONNXConstant {
    let name = try node.requiredInput(0)
    let known = try constant(name)?.shape
    let shape = if let known { known } else { try map(name, node).shape }
    func place(_ index: Int) -> Int {
      max(0, min(index < 0 ? index + shape.count : index, shape.count))
    }
    let start = place(try node.integer("start", or: 0))
    let end = max(start, place(try node.integer("end", or: shape.count)))
    return ONNXConstant(
      name: try node.output(), shape: [end - start], .integers(Array(shape[start..<end])))
  }

  private mutating func foldedConstantOfShape(
    _ node: ONNXNode, _ constant: ONNXConstant
  ) throws(Rejection) -> ONNXConstant {
    guard let shape = constant.integers, shape.allSatisfy({ (0...1 << 31).contains($0) }),
      shape.count <= 8
    else { throw node.damaged("onnx.shape", "has no shape of extents from 0 on") }
    let count = boundedCount(shape)
    try spend(count, node)
    var element = ONNXConstant.Elements.floats([0])
    if case .tensor(let tensor)? = node.attribute("value")?.value {
      element = try ONNXConstant(tensor, name: "").elements
    }
    let elements: ONNXConstant.Elements =
      switch element {
      case .floats(let values): .floats(Array(repeating: values.first ?? 0, count: count))
      case .integers(let values): .integers(Array(repeating: values.first ?? 0, count: count))
      }
    return ONNXConstant(name: try node.output(), shape: shape, elements)
  }

  private mutating func foldedCast(
    _ node: ONNXNode, _ constant: ONNXConstant
  ) throws(Rejection) -> ONNXConstant {
    try cast(node, constant, to: node.integer("to", or: 0))
  }

  /// A constant as the numbers that another tensor has; nil if it is none.
  private mutating func foldedCastLike(_ node: ONNXNode) throws(Rejection) -> ONNXConstant? {
    guard let constant = try constant(node.requiredInput(0)) else { return nil }
    guard let other = try self.constant(node.requiredInput(1)) else {
      // Maps that are computed with are of floats.
      return try cast(node, constant, to: 1)
    }
    if other.integers == nil { return try cast(node, constant, to: 1) }
    let codes: [ONNXElementType: Int] = [
      .uint8: 2, .int8: 3, .int16: 5, .int32: 6, .int64: 7, .bool: 9,
    ]
    return try cast(node, constant, to: codes[other.type] ?? 0)
  }

  /// `code` is that of ONNX for a type.
  private func cast(
    _ node: ONNXNode, _ constant: ONNXConstant, to code: Int
  ) throws(Rejection) -> ONNXConstant {
    var result = constant
    result.quantization = nil
    if floatCodes.contains(code) {
      result.elements = .floats(constant.floats)
      result.type = .float
      return result
    }
    guard [2, 3, 5, 6, 7, 9].contains(code) else {
      throw node.unsupported("to \(code), expected a type of floats or integers")
    }
    var integers: [Int]
    switch constant.elements {
    case .integers(let values): integers = values
    case .floats(let values):
      guard values.allSatisfy({ $0.magnitude < 0x1p62 }) else {
        throw node.unsupported("makes integers of numbers beyond them")
      }
      integers = values.map { Int($0) }
    }
    switch code {
    case 2: (result.type, integers) = (.uint8, integers.map { Int(UInt8(truncatingIfNeeded: $0)) })
    case 3: (result.type, integers) = (.int8, integers.map { Int(Int8(truncatingIfNeeded: $0)) })
    case 5: (result.type, integers) = (.int16, integers.map { Int(Int16(truncatingIfNeeded: $0)) })
    case 6: (result.type, integers) = (.int32, integers.map { Int(Int32(truncatingIfNeeded: $0)) })
    case 9: (result.type, integers) = (.bool, integers.map { $0 == 0 ? 0 : 1 })
    default: result.type = .int64
    }
    result.elements = .integers(integers)
    return result
  }

  private mutating func foldedConcat(
    _ node: ONNXNode, _ parts: [ONNXConstant]
  ) throws(Rejection) -> ONNXConstant {
    let rank = parts[0].shape.count
    guard parts.allSatisfy({ $0.shape.count == rank && $0.quantization == nil }), rank > 0 else {
      throw node.damaged("onnx.rank", "joins tensors of different ranks")
    }
    let axis = try normalized([node.integer("axis", or: 1)], rank: rank, node)[0]
    var shape = parts[0].shape
    shape[axis] = parts.reduce(0) { $0 + $1.shape[axis] }
    for part in parts {
      guard shape.indices.allSatisfy({ $0 == axis || part.shape[$0] == shape[$0] }) else {
        throw node.damaged("onnx.shape", "joins \(part.shape) to \(parts[0].shape)")
      }
    }
    try spend(parts.reduce(0) { $0 + $1.count }, node)
    let outer = shape[..<axis].reduce(1, *)
    func joined<Element>(_ elements: [[Element]]) -> [Element] {
      (0..<outer).flatMap { index in
        elements.flatMap { part in
          let count = part.count / outer
          return Array(part[index * count..<(index + 1) * count])
        }
      }
    }
    let integers = parts.compactMap(\.integers)
    let elements: ONNXConstant.Elements =
      integers.count == parts.count
      ? .integers(joined(integers)) : .floats(joined(parts.map(\.floats)))
    return ONNXConstant(name: try node.output(), shape: shape, elements)
  }
}
