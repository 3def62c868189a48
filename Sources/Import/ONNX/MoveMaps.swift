import Basics
import Formats
import IR

/// Maps whose elements have to move.
extension ONNXImporter {
  /// The map in another layout; nothing moves if it has that.
  mutating func arranged(
    _ map: ONNXMap, as layout: MapLayout, name: String, _ node: ONNXNode
  ) throws(Rejection) -> ONNXMap {
    var result = try padded(map, name: name, node)
    guard result.axes != layout.axes || result.mapShape != layout.shape else { return result }
    let view = MapView(result.axes, of: result.mapShape)
    if let op = view.rearrange(to: layout) {
      result.value = try emit(.rearrange(op), [result.value], name: name, node)
    } else {
      let vector = MapLayout.vector(result.shape)
      guard let pieces = view.pieces(in: layout.axes) else {
        result = try arranged(result, as: vector, name: name + ".vector", node)
        return try arranged(result, as: layout, name: name, node)
      }
      let axisStep = { (axis: MapAxis) in axis.step(layout.shape) }
      let targets = pieces.sorted { axisStep($0.axis) * $0.target > axisStep($1.axis) * $1.target }
      let start = targets.indices.sorted { targets[$0].source > targets[$1].source }
      guard let passes = AxisOrder(extents: targets.map(\.extent), start: start).passes else {
        throw node.unsupported("moves the elements of \(result.shape) along more than six axes")
      }
      for pass in passes {
        guard let op = Rearrange(axes: pass) else { preconditionFailure("a pass has three axes") }
        result.value = try emit(.rearrange(op), [result.value], name: name + ".moved", node)
      }
      if graph.shape(of: result.value) != layout.shape {
        result.value = try emit(
          .rearrange(Rearrange(as: layout.shape)), [result.value], name: name, node)
      }
    }
    result.axes = layout.axes
    result.mapShape = layout.shape
    return result
  }

  /// The map with the zeros around it as elements of its own.
  mutating func padded(
    _ map: ONNXMap, name: String, _ node: ONNXNode
  ) throws(Rejection) -> ONNXMap {
    guard map.padding != Padding() else { return map }
    var result = map
    let zero = graph.type(of: map.value).quantization?.zeroPoint ?? 0
    let op = Rearrange(map.mapShape, padded: map.padding, with: Float(zero))
    result.value = try emit(.rearrange(op), [map.value], name: name + ".padded", node)
    result.axes = map.paddedAxes
    result.mapShape = map.paddedShape
    result.padding = Padding()
    return result
  }

  /// The elements that a view has, as a map in the layout that is usual or in one that needs a single
  /// pass.
  mutating func moved(
    _ map: ONNXMap, _ view: MapView, name: String, _ node: ONNXNode
  ) throws(Rejection) -> ONNXMap {
    let extents = view.shape
    guard boundedCount(extents) <= Shape.largestCount, !extents.contains(0) else {
      throw node.unsupported("makes a map of \(extents), which is too large, or empty")
    }
    var result = map
    var layout = MapLayout.usual(extents)
    var op = view.rearrange(to: layout)
    if op == nil {
      let runs = view.axes.flatMap { $0 }.map { (extent: $0.extent, step: $0.step) }
      if let inOrder = Rearrange(start: view.start, axes: runs) {
        let whole = FileAxes([[.height], [.width], [.channels]], of: inOrder.shape)
        if let axes = whole.reshaped(to: extents) {
          (op, layout) = (inOrder, MapLayout(axes, inOrder.shape))
        }
      }
    }
    guard let op else {
      throw node.unsupported("takes a part of \(map.shape) along more than three axes at once")
    }
    result.value = try emit(.rearrange(op), [map.value], name: name, node)
    (result.axes, result.mapShape) = (layout.axes, layout.shape)
    return result
  }

  /// A map as it is or in its usual layout, so that some axes of the file are one of ours each.
  mutating func separated(
    _ name: String, _ chosen: [Int], _ node: ONNXNode
  ) throws(Rejection) -> ONNXMap {
    let map = try padded(map(name, node), name: name, node)
    guard chosen.contains(where: { map.axes.axes[$0].count > 1 }) else { return map }
    return try arranged(map, as: .usual(map.shape), name: name + ".apart", node)
  }
}
