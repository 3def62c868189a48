import Basics
import Formats
import Glibc

/// Arithmetic with constants: shapes that are computed, and weights that are written out in steps.
extension ONNXImporter {
  mutating func foldedArithmetic(
    _ kind: ONNXOperator, _ node: ONNXNode, _ operands: [ONNXConstant]
  ) throws(Rejection) -> ONNXConstant {
    var result = operands[0]
    if operands.count == 1 {
      try spend(result.count, node)
      if kind == .neg, let integers = result.integers {
        result.elements = .integers(integers.map { 0 &- $0 })
        return result
      }
      guard let function = functions[kind] else { return result }
      result.elements = .floats(result.floats.map(function))
      result.quantization = nil
      return result
    }
    for other in operands.dropFirst() { result = try combined(kind, node, result, other) }
    return result
  }

  private var functions: [ONNXOperator: (Float) -> Float] {
    [
      .neg: { -$0 }, .sqrt: { $0.squareRoot() }, .exp: { expf($0) }, .relu: { max($0, 0) },
    ]
  }

  private mutating func combined(
    _ kind: ONNXOperator, _ node: ONNXNode, _ a: ONNXConstant, _ b: ONNXConstant
  ) throws(Rejection) -> ONNXConstant {
    let shape = try broadcast(a.shape, b.shape, node)
    let count = boundedCount(shape)
    try spend(count, node)
    let pairs = Array(
      zip(places(of: a.shape, in: shape, count), places(of: b.shape, in: shape, count)))
    let elements: ONNXConstant.Elements
    if let x = a.integers, let y = b.integers {
      guard kind != .div || !y.contains(0) else {
        throw node.damaged("onnx.division", "divides by 0")
      }
      elements = .integers(pairs.map { integer(kind, x[$0], y[$1]) })
    } else {
      let (x, y) = (a.floats, b.floats)
      elements = .floats(pairs.map { float(kind, x[$0], y[$1]) })
    }
    return ONNXConstant(name: try node.output(), shape: shape, elements)
  }

  private func integer(_ kind: ONNXOperator, _ a: Int, _ b: Int) -> Int {
    switch kind {
    case .add: a &+ b
    case .sub: a &- b
    case .mul: a &* b
    case .div: a.dividedReportingOverflow(by: b).partialValue
    case .min: Swift.min(a, b)
    default: Swift.max(a, b)
    }
  }

  private func float(_ kind: ONNXOperator, _ a: Float, _ b: Float) -> Float {
    switch kind {
    case .add: a + b
    case .sub: a - b
    case .mul: a * b
    case .div: a / b
    case .min: Swift.min(a, b)
    default: Swift.max(a, b)
    }
  }
}
