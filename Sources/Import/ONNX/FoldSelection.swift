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
    // Attributes before operator set 10, inputs from then on.
    func list(_ index: Int, _ name: String) throws(Rejection) -> [Int]? {
      if let input = try constantInput(node, index, name) { return input.integers }
      return try node.integers(name)
    }
    let rank = constant.shape.count
    guard let starts = try list(1, "starts"), let ends = try list(2, "ends"),
      starts.count == ends.count
    else { throw node.damaged("onnx.slice", "does not say from where to where") }
    let axes = try list(3, "axes") ?? Array(0..<starts.count)
    let steps = try list(4, "steps") ?? starts.map { _ in 1 }
    guard axes.count == starts.count, steps.count == starts.count, !steps.contains(0) else {
      throw node.damaged("onnx.slice", "has lists of different lengths, or a step of 0")
    }
    var result = constant
    for (index, axis) in try normalized(axes, rank: rank, node).enumerated() {
      let extent = result.shape[axis]
      let places = slicePlaces(
        from: starts[index], to: ends[index], step: steps[index], extent: extent)
      var shape = result.shape
      shape[axis] = places.count
      result = try selected(node, result, axis: axis, places, shape: shape)
    }
    return result
  }

  private func slicePlaces(from start: Int, to end: Int, step: Int, extent: Int) -> [Int] {
    // Numbers far outside stand for either end.
    func place(_ index: Int, _ range: ClosedRange<Int>) -> Int {
      let index = max(min(index, 1 << 40), -1 << 40)
      return min(max(index < 0 ? index + extent : index, range.lowerBound), range.upperBound)
    }
    guard extent > 0 else { return [] }
    let step = max(min(step, 1 << 40), -1 << 40)
    return step > 0
      ? Array(stride(from: place(start, 0...extent), to: place(end, 0...extent), by: step))
      : Array(
        stride(from: place(start, -1...extent - 1), to: place(end, -1...extent - 1), by: step))
  }
}
