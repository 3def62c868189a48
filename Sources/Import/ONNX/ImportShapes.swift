import Basics
import Formats
import IR

/// Operators that only change how a map lies in a tensor of the file.
extension ONNXImporter {
  /// Identity, Dropout, and Cast between kinds of floats.
  mutating func keep(_ node: ONNXNode, _ kind: ONNXOperator) throws(Rejection) {
    var map = try map(node.requiredInput(0), node)
    if kind == .dropout, let ratio = node.input(2), try constant(ratio)?.scalar ?? 1 != 0 {
      throw node.unsupported("training_mode, expected a network for inference: false")
    }
    if kind == .castLike, case .integers = map.form {
      throw node.unsupported("makes floats of integers; DequantizeLinear does")
    }
    if kind == .cast {
      guard floatCodes.contains(try node.integer("to", or: 0)) else {
        throw node.unsupported("makes integers of a map, expected a type of floats")
      }
      if case .integers(let isUnsigned) = map.form {
        let type = graph.type(of: map.value)
        guard type.quantization == Quantization(scale: 1, zeroPoint: isUnsigned ? -128 : 0) else {
          throw node.unsupported("makes floats of quantised integers; DequantizeLinear does")
        }
        map.form = .dequantized
      }
    }
    try finish(node, .map(map))
  }

  mutating func reshape(_ node: ONNXNode) throws(Rejection) {
    var map = try map(node.requiredInput(0), node)
    let shape = try newShape(node, of: map.shape)
    map = try padded(map, name: node.output(), node)
    if let axes = map.axes.reshaped(to: shape) {
      map.axes = axes
      return try finish(node, .map(map))
    }
    // The parts of the axes cannot be those of the new shape, but elements in order can.
    let order = MapLayout.inOrder(map.shape)
    let inOrder = try arranged(map, as: order, name: node.output() + ".inOrder", node)
    var vector = MapView(FileAxes([]), of: Shape(1, 1, 1))
    vector.axes = zip(shape, elementSteps(of: shape)).map { extent, step in
      extent == 1 ? [] : [MapView.Run(extent: extent, step: step)]
    }
    try finish(node, .map(moved(inOrder, vector, name: node.output(), node)))
  }

  mutating func unsqueeze(_ node: ONNXNode) throws(Rejection) {
    var map = try map(node.requiredInput(0), node)
    for axis in try insertedAxes(node, rank: map.axes.rank) {
      map.axes.axes.insert([], at: axis)
    }
    try finish(node, .map(map))
  }

  mutating func transpose(_ node: ONNXNode) throws(Rejection) {
    var map = try map(node.requiredInput(0), node)
    let permutation = try permutation(node, rank: map.axes.rank)
    map.axes.axes = permutation.map { map.axes.axes[$0] }
    try finish(node, .map(map))
  }

  // MARK: Attributes

  func permutation(_ node: ONNXNode, rank: Int) throws(Rejection) -> [Int] {
    let usual = Array((0..<rank).reversed())
    let permutation = try node.integers("perm") ?? usual
    guard permutation.sorted() == Array(0..<rank) else {
      throw node.damaged("onnx.perm", "has perm \(permutation), expected one of \(rank) axes")
    }
    return permutation
  }

  /// The axes of a node, from an input or an attribute.
  mutating func axes(of node: ONNXNode) throws(Rejection) -> [Int]? {
    if let axes = try node.integers("axes") { return axes }
    return try constantInput(node, 1, "axes")?.integers
  }

  /// Axes counted from the front, each once.
  func normalized(_ axes: [Int], rank: Int, _ node: ONNXNode) throws(Rejection) -> [Int] {
    let result = axes.map { $0 < 0 ? $0 + rank : $0 }
    guard result.allSatisfy({ (0..<rank).contains($0) }), Set(result).count == result.count else {
      throw node.damaged("onnx.axes", "has axes \(axes), its operand has \(rank)")
    }
    return result
  }

  /// The places of the axes that Unsqueeze adds, the first one first.
  mutating func insertedAxes(_ node: ONNXNode, rank: Int) throws(Rejection) -> [Int] {
    guard let axes = try axes(of: node) else {
      throw node.damaged("onnx.axes", "does not say its axes")
    }
    guard axes.count <= 8 else { throw node.unsupported("adds \(axes.count) axes") }
    return try normalized(axes, rank: rank + axes.count, node).sorted()
  }

  /// The shape that Reshape, Flatten or Squeeze gives a tensor.
  mutating func newShape(_ node: ONNXNode, of shape: [Int]) throws(Rejection) -> [Int] {
    switch node.operatorType {
    case "Flatten":
      let axis = try node.integer("axis", or: 1)
      let cut = axis < 0 ? axis + shape.count : axis
      guard (0...shape.count).contains(cut) else {
        throw node.damaged("onnx.axes", "has axis \(axis), its operand has \(shape.count)")
      }
      return [shape[..<cut].reduce(1, *), shape[cut...].reduce(1, *)]
    case "Squeeze":
      let axes = try axes(of: node) ?? shape.indices.filter { shape[$0] == 1 }
      let removed = try normalized(axes, rank: shape.count, node)
      guard removed.allSatisfy({ shape[$0] == 1 }) else {
        throw node.damaged("onnx.axes", "removes axes \(axes) of \(shape), some of them not 1")
      }
      return shape.indices.filter { !removed.contains($0) }.map { shape[$0] }
    default:
      return try reshapedShape(node, of: shape)
    }
  }

  private mutating func reshapedShape(
    _ node: ONNXNode, of shape: [Int]
  ) throws(Rejection) -> [Int] {
    var wanted = try node.integers("shape")
    if let constant = try constantInput(node, 1, "shape") { wanted = constant.integers }
    guard let wanted, wanted.count <= 8, wanted.allSatisfy({ $0 >= -1 }) else {
      throw node.damaged("onnx.shape", "does not say its shape")
    }
    let keepsZeros = try node.integer("allowzero", or: 0) == 0
    var result = wanted
    for (axis, extent) in wanted.enumerated() where extent == 0 && keepsZeros {
      guard axis < shape.count else {
        throw node.damaged("onnx.shape", "keeps axis \(axis) of \(shape)")
      }
      result[axis] = shape[axis]
    }
    let count = shape.reduce(1, *)
    if let open = result.firstIndex(of: -1) {
      let others = boundedCount(result.indices.filter { $0 != open }.map { abs(result[$0]) })
      guard others > 0, count % others == 0 else {
        throw node.damaged("onnx.shape", "makes \(wanted) of \(shape)")
      }
      result[open] = count / others
    }
    guard result.allSatisfy({ (0...count).contains($0) }),
      boundedCount(result) == count
    else { throw node.damaged("onnx.shape", "makes \(wanted) of \(shape)") }
    return result
  }
}

/// Numbers of `TensorProto.DataType`: float, float16, double, bfloat16.
let floatCodes: Set<Int> = [1, 10, 11, 16]
