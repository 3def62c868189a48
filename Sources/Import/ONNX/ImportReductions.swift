import Basics
import Formats
import IR

extension ONNXImporter {
  mutating func globalAveragePool(_ node: ONNXNode) throws(Rejection) {
    let name = try node.requiredInput(0)
    let map = try map(name, node)
    let rank = map.axes.rank
    guard rank > 2 else {
      throw node.damaged("onnx.rank", "has an operand of \(map.shape), expected [N, C, H, W]")
    }
    try mean(node, map, over: Set(2..<rank), keepsAxes: true)
  }

  mutating func reduceMean(_ node: ONNXNode) throws(Rejection) {
    let name = try node.requiredInput(0)
    let map = try map(name, node)
    let rank = map.axes.rank
    var axes = try axes(of: node) ?? []
    if axes.isEmpty, try node.integer("noop_with_empty_axes", or: 0) == 0 {
      axes = Array(0..<rank)
    }
    let keepsAxes = try node.integer("keepdims", or: 1) != 0
    try mean(
      node, map, over: Set(try normalized(axes, rank: rank, node)), keepsAxes: keepsAxes)
  }

  /// The mean of a map over some axes of the file.
  private mutating func mean(
    _ node: ONNXNode, _ source: ONNXMap, over reduced: Set<Int>, keepsAxes: Bool
  ) throws(Rejection) {
    let gone = Set(reduced.flatMap { source.axes.axes[$0].map(\.axis) })
    let kept = Set(
      source.axes.axes.indices.filter { !reduced.contains($0) }
        .flatMap { source.axes.axes[$0].map(\.axis) })
    // An axis of ours goes as a whole, or stays.
    if !gone.isDisjoint(with: kept) || gone.contains(.channels) {
      let others = source.shape.indices.filter { !reduced.contains($0) }
      let layout = MapLayout(
        source.shape, height: [], width: reduced.sorted(), channels: Array(others))
      let moved = try arranged(source, as: layout, name: node.output() + ".summed", node)
      return try mean(node, moved, over: reduced, keepsAxes: keepsAxes)
    }
    var axes = source.axes
    for axis in reduced { axes.axes[axis] = [] }
    if !keepsAxes {
      axes.axes = axes.axes.indices.filter { !reduced.contains($0) }.map { axes.axes[$0] }
    }
    if gone.isEmpty, source.isPlain {
      var map = source
      map.axes = axes
      return try finish(node, .map(map))
    }
    let shape = source.mapShape
    let isGlobal =
      (gone.contains(.height) || shape.height == 1) && (gone.contains(.width) || shape.width == 1)
    let op: (Requantization?) -> Op = { output in
      if isGlobal {
        var pool = GlobalAveragePool()
        pool.output = output
        return .globalAveragePool(pool)
      }
      var pool = AveragePool2D()
      pool.kernel = Stride(
        height: gone.contains(.height) ? shape.height : 1,
        width: gone.contains(.width) ? shape.width : 1)
      pool.output = output
      return .averagePool2D(pool)
    }
    if try integerMean(node, source, axes, op) { return }
    let map = try plain(source, name: node.requiredInput(0), node)
    try finish(node, emit(op(nil), [map.value], name: node.output(), node), axes)
  }

  mutating func softmax(_ node: ONNXNode) throws(Rejection) {
    let name = try node.requiredInput(0)
    let map = try softmaxMap(node, map(name, node), isFlattening: operatorSet < 13)
    if try integerSoftmax(node, map) { return }
    let plain = try plain(map, name: name, node)
    let value = try emit(.softmax(Softmax()), [plain.value], name: node.output(), node)
    try finish(node, value, map.axes)
  }

  /// A map whose channels are what a softmax sums: before operator set 13 all axes from one on.
  mutating func softmaxMap(
    _ node: ONNXNode, _ map: ONNXMap, isFlattening: Bool
  ) throws(Rejection) -> ONNXMap {
    let axis = try normalized(
      [node.integer("axis", or: isFlattening ? 1 : -1)], rank: map.axes.rank, node)[0]
    let summed = Array(isFlattening ? axis..<map.axes.rank : axis..<axis + 1)
    let parts = summed.flatMap { map.axes.axes[$0] }
    let channels = map.mapShape.channels
    if parts == (channels == 1 ? [] : [AxisPart(axis: .channels, extent: channels)]) { return map }
    let layout = MapLayout.channels(summed, of: map.shape)
    return try arranged(map, as: layout, name: node.output() + ".channels", node)
  }
}
