import Basics
import Formats

/// Constants that are repeated along axes of one element.
extension ONNXImporter {
  mutating func foldedExpand(
    _ node: ONNXNode, _ constant: ONNXConstant
  ) throws(Rejection) -> ONNXConstant {
    guard constant.quantization == nil else {
      throw node.unsupported("repeats weights that have scales")
    }
    let shape = try expandedShape(node, of: constant.shape)
    let count = boundedCount(shape)
    try spend(count, node)
    let places = places(of: constant.shape, in: shape, count)
    var result = constant
    result.shape = shape
    result.elements =
      switch constant.elements {
      case .floats(let values): .floats(places.map { values[$0] })
      case .integers(let values): .integers(places.map { values[$0] })
      }
    return result
  }

  /// The shape that an Expand makes of one.
  mutating func expandedShape(_ node: ONNXNode, of shape: [Int]) throws(Rejection) -> [Int] {
    guard let wanted = try constantInput(node, 1, "shape")?.integers, wanted.count <= 8,
      wanted.allSatisfy({ (1...1 << 31).contains($0) })
    else { throw node.damaged("onnx.shape", "has no shape of positive extents") }
    return try broadcast(shape, wanted, node)
  }

  /// The shape of two tensors that are combined, each repeated where it has one element.
  func broadcast(_ a: [Int], _ b: [Int], _ node: ONNXNode) throws(Rejection) -> [Int] {
    guard let extents = broadcastExtents(a, b) else {
      throw node.damaged("onnx.shape", "combines \(a) with \(b)")
    }
    return extents
  }

  /// Where each of the `count` elements of a shape is in a tensor that was repeated to it.
  func places(of own: [Int], in shape: [Int], _ count: Int) -> [Int] {
    let own = extended(own, to: shape.count)
    return (0..<count).map { index in
      var (rest, place, step) = (index, 0, 1)
      for axis in shape.indices.reversed() {
        if own[axis] != 1 { place += rest % shape[axis] * step }
        step *= own[axis]
        rest /= shape[axis]
      }
      return place
    }
  }

  private func extended(_ shape: [Int], to rank: Int) -> [Int] {
    Array(repeating: 1, count: rank - shape.count) + shape
  }
}
