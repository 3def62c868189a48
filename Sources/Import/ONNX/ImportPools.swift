import Basics
import Formats
import IR

extension ONNXImporter {
  mutating func maxPool(_ node: ONNXNode) throws(Rejection) {
    guard !node.outputs.dropFirst().contains(where: { order.readers[$0] != nil }) else {
      throw node.unsupported("its indices are read, expected only its maxima to be")
    }
    let name = try node.requiredInput(0)
    var map = try map(name, node)
    // The largest integer stands for the largest number.
    if map.form == .floats || !map.isPlain { map = try plainMap(name, node) }
    let input = try imageShape(map, node)
    var op = MaxPool2D()
    (op.kernel, op.stride, op.padding) = try pool(node, over: input)
    let value = try emit(.maxPool2D(op), [map.value], name: node.output(), node)
    map.mapShape = graph.shape(of: value)
    map.axes = .nchw(map.mapShape)
    map.value = value
    try finish(node, .map(map))
  }

  mutating func averagePool(_ node: ONNXNode) throws(Rejection) {
    let name = try node.requiredInput(0)
    let source = try map(name, node)
    let input = try imageShape(source, node)
    let (kernel, stride, padding) = try pool(node, over: source.paddedShape)
    let counts = try node.integer("count_include_pad", or: 0) != 0
    if counts || source.padding != Padding() {
      guard try node.integer("ceil_mode", or: 0) == 0 || padding == Padding() else {
        throw node.unsupported("ceil_mode with count_include_pad, expected one of them at most")
      }
      guard counts || padding == Padding() else {
        throw node.unsupported("padding of its own behind a Pad, expected only one of the two")
      }
      return try paddedAveragePool(node, name, kernel, stride, padding + source.padding)
    }
    var op = AveragePool2D()
    (op.kernel, op.stride, op.padding) = (kernel, stride, padding)
    let integer: (Requantization?) -> Op = { output in
      var op = op
      op.output = output
      return .averagePool2D(op)
    }
    let size = try? op.window.outputSize(over: input)
    let result = Shape(size?.height ?? 1, size?.width ?? 1, input.channels)
    let isInside =
      op.window.rows.staysInside(input.height, outputs: result.height)
      && op.window.columns.staysInside(input.width, outputs: result.width)
    if isInside, try integerMean(node, source, .nchw(result), integer) { return }
    let map = try plainMap(name, node)
    let value = try emit(.averagePool2D(op), [map.value], name: node.output(), node)
    try finish(node, value, .nchw(graph.shape(of: value)))
  }

  /// A mean that counts the zeros around a map: a convolution with equal weights.
  private mutating func paddedAveragePool(
    _ node: ONNXNode, _ name: String, _ kernel: Stride, _ stride: Stride, _ padding: Padding
  ) throws(Rejection) {
    let map = try unpaddedMap(name, node)
    let channels = map.mapShape.channels
    let pixels = kernel.height * kernel.width
    try spend(pixels * channels, node)
    let output = try node.output()
    var op = ProductOp(
      weight: addWeight(
        output + ".mean", [kernel.height, kernel.width, channels],
        Array(repeating: 1 / Float(pixels), count: pixels * channels), node))
    (op.stride, op.padding) = (stride, padding)
    let value = try emit(op.depthwise, [map.value], name: output, node)
    try finish(node, value, .nchw(graph.shape(of: value)))
  }

  /// The window of a pool; ceil_mode is more padding at the end.
  func pool(
    _ node: ONNXNode, over input: Shape
  ) throws(Rejection) -> (kernel: Stride, stride: Stride, padding: Padding) {
    guard let shape = try node.integers("kernel_shape"), shape.count == 2,
      shape.allSatisfy({ (1...1024).contains($0) })
    else { throw node.unsupported("kernel_shape, expected 2 extents from 1 to 1024") }
    guard try (node.integers("dilations") ?? [1]).allSatisfy({ $0 == 1 }) else {
      throw node.unsupported("dilations, expected a pool over neighbours: [1, 1]")
    }
    var (stride, padding) = try node.window(kernel: (shape[0], shape[1]), over: input)
    if try node.integer("ceil_mode", or: 0) != 0,
      ["NOTSET", ""].contains(try node.text("auto_pad", or: "NOTSET"))
    {
      padding.bottom += missing(
        input.height, shape[0], stride.height, padding.top, padding.bottom)
      padding.right += missing(input.width, shape[1], stride.width, padding.left, padding.right)
    }
    return (Stride(height: shape[0], width: shape[1]), stride, padding)
  }

  /// How many pixels the last window lacks that the ceiling counts.
  private func missing(
    _ extent: Int, _ kernel: Int, _ stride: Int, _ before: Int, _ after: Int
  ) -> Int {
    let span = extent + before + after - kernel
    guard span >= 0 else { return 0 }
    var outputs = (span + stride - 1) / stride + 1
    // A window that would start behind the map is none.
    if (outputs - 1) * stride >= extent + before { outputs -= 1 }
    return max(0, (outputs - 1) * stride + kernel - (extent + before + after))
  }

  mutating func pad(_ node: ONNXNode) throws(Rejection) {
    guard try node.text("mode", or: "constant") == "constant" else {
      throw node.unsupported("mode \(spelled(try node.text("mode", or: ""))), expected constant")
    }
    let name = try node.requiredInput(0)
    var map = try map(name, node)
    let rank = map.axes.rank
    var pads = try node.integers(operatorSet < 2 ? "paddings" : "pads")
    if let constant = try constantInput(node, 1, "padding") { pads = constant.integers }
    guard let pads, let before = try fullPads(node, pads, rank: rank) else {
      throw node.damaged("onnx.pads", "has pads that do not fit the \(rank) axes of its operand")
    }
    var zero = Double(try node.float("value", or: 0))
    if let value = try constantInput(node, 2, "value") { zero = value.scalar ?? .nan }
    if before.allSatisfy({ $0 == (0, 0) }) { return try finish(node, .map(map)) }
    guard zero == 0 else {
      throw node.unsupported("pads with \(zero), expected the zeros of a convolution")
    }
    if !map.function.isIdentity { map = try unpaddedMap(name, node) }
    if case .integers = map.form { throw node.unsupported("pads integers, expected floats") }
    for (axis, pad) in before.enumerated() where pad != (0, 0) {
      guard pad.0 >= 0, pad.1 >= 0, pad.0 <= 1024, pad.1 <= 1024 else {
        throw node.unsupported("pads \(pads), expected 0 to 1024")
      }
      switch map.axes.axes[axis] {
      case [.height]:
        map.padding.top += pad.0
        map.padding.bottom += pad.1
      case [.width]:
        map.padding.left += pad.0
        map.padding.right += pad.1
      default:
        throw node.unsupported("pads axis \(axis), expected only height and width to be padded")
      }
    }
    try finish(node, .map(map))
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
