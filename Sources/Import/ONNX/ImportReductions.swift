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
    try mean(node, name, over: Set(2..<rank), keepsAxes: true)
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
      node, name, over: Set(try normalized(axes, rank: rank, node)), keepsAxes: keepsAxes)
  }

  /// The mean of a map over some axes of the file.
  private mutating func mean(
    _ node: ONNXNode, _ name: String, over reduced: Set<Int>, keepsAxes: Bool
  ) throws(Rejection) {
    let source = try map(name, node)
    let gone = Set(reduced.flatMap { source.axes.axes[$0] })
    guard !gone.contains(.channels) else {
      throw node.unsupported("a mean over channels has no form here; one over height and width has")
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
    let map = try plainMap(name, node)
    try finish(node, emit(op(nil), [map.value], name: node.output(), node), axes)
  }

  mutating func softmax(_ node: ONNXNode) throws(Rejection) {
    let name = try node.requiredInput(0)
    let map = try map(name, node)
    try checkSoftmax(node, map, isFlattening: operatorSet < 13)
    if try integerSoftmax(node, map) { return }
    let plain = try plainMap(name, node)
    let value = try emit(.softmax(Softmax()), [plain.value], name: node.output(), node)
    try finish(node, value, map.axes)
  }

  /// Before operator set 13 a softmax runs over all axes from one on.
  func checkSoftmax(
    _ node: ONNXNode, _ map: ONNXMap, isFlattening: Bool
  ) throws(Rejection) {
    let axis = try normalized(
      [node.integer("axis", or: isFlattening ? 1 : -1)], rank: map.axes.rank, node)[0]
    let summed = isFlattening ? map.axes.axes[axis...].flatMap { $0 } : map.axes.axes[axis]
    guard summed == [.channels] else {
      throw node.unsupported(
        "axis \(axis) of its operand of \(map.shape) is not the channels of the map, over which a"
          + " softmax runs here")
    }
  }
}
