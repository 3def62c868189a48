import Basics
import Formats
import IR

/// Constants around a map, and what is cut off it.
extension ONNXImporter {
  mutating func pad(_ node: ONNXNode) throws(Rejection) {
    guard try node.text("mode", or: "constant") == "constant" else {
      throw node.unsupported("mode \(spelled(try node.text("mode", or: ""))), expected constant")
    }
    let name = try node.requiredInput(0)
    var map = try map(name, node)
    let rank = map.axes.rank
    var pads = try node.integers(operatorSet < 2 ? "paddings" : "pads")
    if let constant = try constantInput(node, 1, "padding") { pads = constant.integers }
    guard let pads, let around = try fullPads(node, pads, rank: rank) else {
      throw node.damaged("onnx.pads", "has pads that do not fit the \(rank) axes of its operand")
    }
    var value = Double(try node.float("value", or: 0))
    if let constant = try constantInput(node, 2, "value") { value = constant.scalar ?? .nan }
    if around.allSatisfy({ $0 == (0, 0) }) { return try finish(node, .map(map)) }
    guard pads.allSatisfy({ $0.magnitude < 1 << 20 }), value.isFinite else {
      throw node.unsupported("pads \(pads) with \(value), expected less than 2^20 of a number")
    }
    if !map.function.isIdentity { map = try unpaddedMap(name, node) }
    if value == 0, let padding = zeros(around, of: map) {
      map.padding = padding
      return try finish(node, .map(map))
    }
    try padWithElements(node, map, around, value)
  }

  /// The zeros around a map that a convolution behind them may take, nil if there are others.
  private func zeros(_ around: [(Int, Int)], of map: ONNXMap) -> Padding? {
    if case .integers = map.form { return nil }
    var padding = map.padding
    for (axis, pad) in around.enumerated() where pad != (0, 0) {
      guard (0...1024).contains(pad.0), (0...1024).contains(pad.1) else { return nil }
      if map.axes.rank > 2, map.axes.isWhole(axis, .height, of: map.mapShape),
        map.mapShape.height > 1
      {
        padding.top += pad.0
        padding.bottom += pad.1
      } else if map.axes.rank > 2, map.axes.isWhole(axis, .width, of: map.mapShape),
        map.mapShape.width > 1
      {
        padding.left += pad.0
        padding.right += pad.1
      } else {
        return nil
      }
    }
    return padding
  }

  private mutating func padWithElements(
    _ node: ONNXNode, _ source: ONNXMap, _ around: [(Int, Int)], _ value: Double
  ) throws(Rejection) {
    let name = try node.requiredInput(0)
    var map = try padded(source, name: name, node)
    var fill = value
    switch map.form {
    case .floats: break
    case .integers(let isUnsigned): fill -= isUnsigned ? 128 : 0
    case .dequantized:
      let own = quantization(of: map)
      fill = value / Double(own.scale) + Double(own.zeroPoint)
      if !(-128...127).contains(fill) || fill.rounded() != fill {
        map = try plain(map, name: name, node)
        fill = value
      }
    }
    let extents = zip(map.shape, around).map { $0 + $1.0 + $1.1 }
    guard extents.allSatisfy({ $0 > 0 }), boundedCount(extents) <= Shape.largestCount else {
      throw node.unsupported("makes a map of \(extents), which is too large, or empty")
    }
    guard zip(map.shape, around).allSatisfy({ $0 + min($1.0, 0) + min($1.1, 0) > 0 }) else {
      throw node.unsupported("leaves nothing of an axis of \(map.shape)")
    }
    let chosen = around.indices.filter { around[$0] != (0, 0) }
    let isApart = chosen.allSatisfy { axis in
      map.axes.axes[axis].isEmpty
        || MapAxis.allCases.contains { map.axes.isWhole(axis, $0, of: map.mapShape) }
    }
    if !isApart { map = try arranged(map, as: .usual(map.shape), name: name + ".apart", node) }
    let result = try frame(map, around, extents, node)
    var op = result.op
    op.fill = Float(fill)
    map.value = try emit(.rearrange(op), [map.value], name: node.output(), node)
    (map.axes, map.mapShape) = (result.layout.axes, result.layout.shape)
    try finish(node, .map(map))
  }

  /// A map with a frame, as it lies or in the usual layout.
  private func frame(
    _ map: ONNXMap, _ around: [(Int, Int)], _ extents: [Int], _ node: ONNXNode
  ) throws(Rejection) -> (op: Rearrange, layout: MapLayout) {
    let isFull = zip(map.axes.axes, around).contains { $0.isEmpty && $1 != (0, 0) }
    var layout = MapLayout(map.axes, map.mapShape)
    if isFull {
      layout = .usual(extents)
    } else {
      for (axis, extent) in extents.enumerated() where around[axis] != (0, 0) {
        guard MapAxis.allCases.contains(where: { map.axes.isWhole(axis, $0, of: map.mapShape) })
        else { throw node.unsupported("pads one of more than three axes") }
        layout = layout.with(extent, along: axis)
      }
    }
    var view = MapView(map.axes, of: map.mapShape)
    var box: [MapAxis: Range<Int>] = [:]
    for (axis, pad) in around.enumerated() where pad != (0, 0) {
      let (own, step) = (map.shape[axis], view.axes[axis].first?.step ?? 0)
      view.start -= pad.0 * step
      view.axes[axis] =
        extents[axis] == 1 ? [] : [MapView.Run(extent: extents[axis], step: step)]
      guard let part = layout.axes.axes[axis].first else { continue }
      guard part.extent == part.axis.extent(layout.shape) else {
        throw node.unsupported("pads one of more than three axes")
      }
      box[part.axis] = max(pad.0, 0)..<min(pad.0 + own, extents[axis])
    }
    guard var op = view.rearrange(to: layout) else {
      throw node.unsupported("pads one of more than three axes")
    }
    let all = op.box
    op.inside = Rearrange.Inside(
      rows: box[.height] ?? all.rows, columns: box[.width] ?? all.columns,
      channels: box[.channels] ?? all.channels)
    return (op, layout)
  }

  /// The padding before and after each axis.
  private mutating func fullPads(
    _ node: ONNXNode, _ pads: [Int], rank: Int
  ) throws(Rejection) -> [(Int, Int)]? {
    var axes = Array(0..<rank)
    if let some = try constantInput(node, 3, "axes")?.integers {
      axes = try normalized(some, rank: rank, node)
    }
    guard pads.count == 2 * axes.count else { return nil }
    var result = Array(repeating: (0, 0), count: rank)
    for (index, axis) in axes.enumerated() {
      result[axis] = (pads[index], pads[axes.count + index])
    }
    return result
  }
}
