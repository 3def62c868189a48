import Basics
import Formats

/// Gather and Slice of constants.
extension ONNXImporter {
  mutating func foldedGather(
    _ node: ONNXNode, _ constant: ONNXConstant, _ indices: [Int], _ indexShape: [Int]
  ) throws(Rejection) -> ONNXConstant {
    let shape = constant.shape
    let axis = try normalized([node.integer("axis", or: 0)], rank: shape.count, node)[0]
    let extent = shape[axis]
    let places = indices.map { $0 < 0 ? $0 + extent : $0 }
    guard places.allSatisfy({ (0..<extent).contains($0) }) else {
      throw node.damaged("onnx.indices", "takes \(indices.prefix(8)) of an axis of \(extent)")
    }
    return try selected(
      node, constant, axis: axis, places,
      shape: Array(shape[..<axis] + indexShape + shape[(axis + 1)...]))
  }

  /// The elements at some places of an axis.
  private mutating func selected(
    _ node: ONNXNode, _ constant: ONNXConstant, axis: Int, _ places: [Int], shape: [Int]
  ) throws(Rejection) -> ONNXConstant {
    guard constant.quantization == nil else {
      throw node.unsupported("takes a part of quantised weights; whole ones work")
    }
    let extent = constant.shape[axis]
    let outer = constant.shape[..<axis].reduce(1, *)
    let inner = constant.shape[(axis + 1)...].reduce(1, *)
    let (count, overflow) = (outer * inner).multipliedReportingOverflow(by: places.count)
    try spend(overflow ? .max : count, node)
    let sources = (0..<outer).flatMap { o in
      places.flatMap { place in (0..<inner).map { (o * extent + place) * inner + $0 } }
    }
    var result = constant
    result.shape = shape
    result.elements = constant.gathered(sources)
    return result
  }

  mutating func foldedSlice(
    _ node: ONNXNode, _ constant: ONNXConstant
  ) throws(Rejection) -> ONNXConstant {
    var result = constant
    for (axis, part) in try slices(node, of: constant.shape) {
      var shape = result.shape
      shape[axis] = part.count
      result = try selected(node, result, axis: axis, part.places, shape: shape)
    }
    return result
  }

  /// What a Slice takes of each axis that it names.
  mutating func slices(
    _ node: ONNXNode, of shape: [Int]
  ) throws(Rejection) -> [(axis: Int, part: AxisSlice)] {
    // Attributes before operator set 10, inputs from then on.
    func list(_ index: Int, _ name: String) throws(Rejection) -> [Int]? {
      if let input = try constantInput(node, index, name) { return input.integers }
      return try node.integers(name)
    }
    guard let starts = try list(1, "starts"), let ends = try list(2, "ends"),
      starts.count == ends.count
    else { throw node.damaged("onnx.slice", "does not say from where to where") }
    let axes = try list(3, "axes") ?? Array(0..<starts.count)
    let steps = try list(4, "steps") ?? starts.map { _ in 1 }
    guard axes.count == starts.count, steps.count == starts.count, !steps.contains(0) else {
      throw node.damaged("onnx.slice", "has lists of different lengths, or a step of 0")
    }
    return try normalized(axes, rank: shape.count, node).enumerated().map { index, axis in
      (
        axis,
        AxisSlice(from: starts[index], to: ends[index], by: steps[index], extent: shape[axis])
      )
    }
  }
}
