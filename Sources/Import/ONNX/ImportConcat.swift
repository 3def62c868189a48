import Basics
import Formats
import IR

/// Maps one behind the other.
extension ONNXImporter {
  mutating func concatenate(_ node: ONNXNode) throws(Rejection) {
    var maps: [ONNXMap] = []
    for index in node.inputs.indices { maps.append(try map(try node.requiredInput(index), node)) }
    guard let rank = maps.first?.axes.rank, maps.allSatisfy({ $0.axes.rank == rank }) else {
      throw node.damaged("onnx.rank", "joins tensors of different ranks")
    }
    let axis = try normalized([node.integer("axis", or: 1)], rank: rank, node)[0]
    if maps.contains(where: { $0.form == .dequantized }),
      let joined = try integersJoined(node, maps, along: axis)
    {
      taken.formUnion(joined.end.nodes)
      facts[joined.end.name] = .map(joined.map)
      return
    }
    let types = Set(maps.map { graph.type(of: $0.value).quantization })
    let isAlike = Set(maps.map(\.form)).count == 1 && types.count == 1
    for (index, name) in node.inputs.enumerated() {
      if !isAlike || !maps[index].function.isIdentity { maps[index] = try plainMap(name, node) }
    }
    let result = try joined(maps, along: axis, name: node.output(), node)
    try finish(node, .map(result))
  }

  /// Maps of integers that end in integers: those of other scales are brought to that of the end.
  ///
  /// Nil where floats are needed.
  private mutating func integersJoined(
    _ node: ONNXNode, _ maps: [ONNXMap], along axis: Int
  ) throws(Rejection) -> (map: ONNXMap, end: IntegerEnd)? {
    let steps = maps.map { $0.function.steps }
    guard maps.allSatisfy({ $0.form == .dequantized }),
      steps.allSatisfy({ $0?.scale == 1 && $0?.shift == 0 && $0?.factor == 1 }),
      let end = try plainEnd(after: node, maps[0].axes), end.activation == nil
    else { return nil }
    var integers: [ONNXMap] = []
    for (index, map) in maps.enumerated() {
      let name = try node.requiredInput(index) + ".rescaled"
      // Zeros around a map are zeros of its own scale.
      var map = try padded(map, name: name, node)
      let function = steps[index]?.activation
      if function != nil || quantization(of: map) != end.form.quantization {
        var op = ActivationOp()
        (op.function, op.output) = (function, end.form.requantization)
        map.value = try emit(.activation(op), [map.value], name: name, node)
      }
      map.function = ElementFunction()
      map.form = .integers(isUnsigned: end.form.isUnsigned)
      integers.append(map)
    }
    return (try joined(integers, along: axis, name: end.name, node), end)
  }

  /// Maps of one type one behind the other.
  mutating func joined(
    _ maps: [ONNXMap], along axis: Int, name: String, _ node: ONNXNode
  ) throws(Rejection) -> ONNXMap {
    let shapes = maps.map(\.shape)
    var extents = shapes[0]
    extents[axis] = shapes.reduce(0) { $0 + $1[axis] }
    for shape in shapes
    where !extents.indices.allSatisfy({ $0 == axis || shape[$0] == extents[$0] }) {
      throw node.damaged("onnx.shape", "joins \(shape) to \(shapes[0])")
    }
    guard maps.count > 1 else { return maps[0] }
    let layout = joint(maps, along: axis, extents)
    guard layout.axes.axes[axis].count == 1, let part = layout.axes.axes[axis].first else {
      preconditionFailure("the axis of a concatenation is one of the map")
    }
    var values: [ValueID] = []
    for (map, shape) in zip(maps, shapes) {
      let own = layout.with(shape[axis], along: axis)
      values.append(try arranged(map, as: own, name: name + ".part", node).value)
    }
    var op = Concatenate()
    switch part.axis {
    case .height: op.axis = .height
    case .width: op.axis = .width
    case .channels: op.axis = .channels
    }
    var result = maps[0]
    result.value = try emit(.concatenate(op), values, name: name, node)
    (result.axes, result.mapShape, result.padding) = (layout.axes, layout.shape, Padding())
    return result
  }

  /// The layout of what is joined: that of the first part that has the axis as one of ours.
  private func joint(_ maps: [ONNXMap], along axis: Int, _ extents: [Int]) -> MapLayout {
    for map in maps {
      guard let part = map.paddedAxes.axes[axis].first, map.paddedAxes.axes[axis].count == 1,
        part.extent == part.axis.extent(map.paddedShape)
      else { continue }
      return MapLayout(map.paddedAxes, map.paddedShape).with(extents[axis], along: axis)
    }
    let usual = MapLayout.usual(extents)
    if usual.axes.axes[axis].first?.extent == usual.axes.axes[axis].first?.axis.extent(usual.shape)
    {
      return usual
    }
    return .channels([axis], of: extents)
  }
}
