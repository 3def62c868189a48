import Basics
import Formats
import IR

/// Parts of a map.
extension ONNXImporter {
  mutating func slice(_ node: ONNXNode) throws(Rejection) {
    let name = try node.requiredInput(0)
    let parts = try slices(node, of: map(name, node).shape)
    let map = try separated(name, parts.map(\.axis), node)
    var view = MapView(map.axes, of: map.mapShape)
    for (axis, part) in parts { view.select(part, along: axis) }
    guard view.axes != MapView(map.axes, of: map.mapShape).axes else {
      return try finish(node, .map(map))
    }
    try finish(node, .map(moved(map, view, name: node.output(), node)))
  }

  /// Indices at equal distances are a slice; others are slices one behind the other.
  mutating func gather(_ node: ONNXNode) throws(Rejection) {
    guard let indices = try constantInput(node, 1, "indices"), let places = indices.integers else {
      throw node.damaged("onnx.inputs", "has no indices")
    }
    let name = try node.requiredInput(0)
    let shape = try map(name, node).shape
    let axis = try normalized([node.integer("axis", or: 0)], rank: shape.count, node)[0]
    let wanted = places.map { $0 < 0 ? $0 + shape[axis] : $0 }
    guard wanted.allSatisfy({ (0..<shape[axis]).contains($0) }), !wanted.isEmpty else {
      throw node.damaged("onnx.indices", "takes \(places.prefix(8)) of an axis of \(shape[axis])")
    }
    let map = try separated(name, [axis], node)
    let output = try node.output()
    var parts: [ONNXMap] = []
    for part in try regularParts(wanted, node) {
      var view = MapView(map.axes, of: map.mapShape)
      view.select(part, along: axis)
      parts.append(try moved(map, view, name: output, node))
    }
    var result = parts[0]
    if parts.count > 1 { result = try joined(parts, along: axis, name: output, node) }
    let extents = shape[..<axis] + indices.shape + shape[(axis + 1)...]
    guard let axes = result.axes.reshaped(to: Array(extents)) else {
      throw node.unsupported("indices of \(indices.shape), expected a list of them")
    }
    result.axes = axes
    try finish(node, .map(result))
  }

  /// Places as the fewest runs of equal distances that follow each other.
  private func regularParts(_ places: [Int], _ node: ONNXNode) throws(Rejection) -> [AxisSlice] {
    var parts: [AxisSlice] = []
    var first = 0
    while first < places.count {
      var last = first
      let step = first + 1 < places.count ? places[first + 1] - places[first] : 1
      while last + 1 < places.count, places[last + 1] - places[last] == step { last += 1 }
      guard let part = AxisSlice(Array(places[first...last])), parts.count < 16 else {
        throw node.unsupported("takes \(places.count) places in no regular order")
      }
      parts.append(part)
      first = last + 1
    }
    return parts
  }

  mutating func split(_ node: ONNXNode) throws(Rejection) {
    let name = try node.requiredInput(0)
    let shape = try map(name, node).shape
    let axis = try normalized([node.integer("axis", or: 0)], rank: shape.count, node)[0]
    let outputs = node.outputs.count
    var sizes = try node.integers("split")
    if let constant = try constantInput(node, 1, "split") { sizes = constant.integers }
    // Without sizes all are equal, and the last one is what is left.
    let size = (shape[axis] + outputs - 1) / max(outputs, 1)
    let parts = sizes ?? (0..<outputs).map { min(size, shape[axis] - $0 * size) }
    guard parts.count == outputs, parts.allSatisfy({ (0...shape[axis]).contains($0) }),
      parts.reduce(0, +) == shape[axis]
    else { throw node.damaged("onnx.split", "splits \(shape[axis]) into \(parts)") }
    let map = try separated(name, [axis], node)
    var first = 0
    for (output, count) in zip(node.outputs, parts) {
      let part = AxisSlice(from: first, to: first + count, by: 1, extent: shape[axis])
      first += count
      guard !output.isEmpty, order.readers[output] != nil || outputNames.contains(output) else {
        continue
      }
      var view = MapView(map.axes, of: map.mapShape)
      view.select(part, along: axis)
      facts[output] = .map(try moved(map, view, name: output, node))
    }
  }
}
