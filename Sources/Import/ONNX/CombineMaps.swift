import Basics
import Formats
import IR

/// Two maps element by element, the one broadcast to the other where that is larger.
extension ONNXImporter {
  mutating func combine(
    _ node: ONNXNode, _ left: String, _ right: String, _ op: (Requantization?) -> Op
  ) throws(Rejection) {
    if try integerPair(node, map(left, node), map(right, node), op) { return }
    let (a, b) = try alike(plainMap(left, node), plainMap(right, node), node)
    try finish(node, emit(op(nil), [a.value, b.value], name: node.output(), node), a.axes)
  }

  /// Two maps in one shape and one layout.
  mutating func alike(
    _ a: ONNXMap, _ b: ONNXMap, _ node: ONNXNode
  ) throws(Rejection) -> (ONNXMap, ONNXMap) {
    if a.axes == b.axes, a.mapShape == b.mapShape { return (a, b) }
    guard let extents = broadcastExtents(a.shape, b.shape) else {
      throw node.damaged("onnx.shape", "combines \(a.shape) with \(b.shape)")
    }
    var layout = MapLayout.usual(extents)
    if a.shape == extents {
      layout = MapLayout(a.axes, a.mapShape)
    } else if b.shape == extents {
      layout = MapLayout(b.axes, b.mapShape)
    }
    let names = [try node.requiredInput(0), try node.requiredInput(1)]
    return (
      try broadcast(a, as: layout, to: extents, name: names[0] + ".alike", node),
      try broadcast(b, as: layout, to: extents, name: names[1] + ".alike", node)
    )
  }

  private mutating func broadcast(
    _ map: ONNXMap, as layout: MapLayout, to extents: [Int], name: String, _ node: ONNXNode
  ) throws(Rejection) -> ONNXMap {
    if map.shape == extents { return try arranged(map, as: layout, name: name, node) }
    guard let view = MapView(map.axes, of: map.mapShape).broadcast(to: extents) else {
      throw node.damaged("onnx.shape", "broadcasts \(map.shape) to \(extents)")
    }
    guard let op = view.rearrange(to: layout) else {
      let wide = try broadcast(map, to: extents, name: name + ".wide", node)
      return try arranged(wide, as: layout, name: name, node)
    }
    var result = map
    result.value = try emit(.rearrange(op), [map.value], name: name, node)
    (result.axes, result.mapShape) = (layout.axes, layout.shape)
    return result
  }

  /// A map with its elements repeated along axes of 1.
  mutating func broadcast(
    _ map: ONNXMap, to extents: [Int], name: String, _ node: ONNXNode
  ) throws(Rejection) -> ONNXMap {
    let map = try padded(map, name: name, node)
    guard let view = MapView(map.axes, of: map.mapShape).broadcast(to: extents) else {
      throw node.damaged("onnx.shape", "broadcasts \(map.shape) to \(extents)")
    }
    return try moved(map, view, name: name, node)
  }

  /// Expand: to the shape that both broadcast to.
  mutating func expand(_ node: ONNXNode) throws(Rejection) {
    let name = try node.requiredInput(0)
    let map = try map(name, node)
    let extents = try expandedShape(node, of: map.shape)
    guard extents != map.shape else { return try finish(node, .map(map)) }
    let result = try broadcast(map, to: extents, name: node.output(), node)
    try finish(node, .map(result))
  }
}
