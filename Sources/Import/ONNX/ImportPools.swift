import Basics
import Formats
import IR

/// The window of a pool.
struct ONNXPool {
  var kernel: Stride
  var stride: Stride
  var dilation: Stride
  var padding: Padding
  /// Whether some of the padding is there for a last window that does not fit otherwise.
  var hasAddedPadding = false
}

extension ONNXImporter {
  mutating func maxPool(_ node: ONNXNode) throws(Rejection) {
    guard !node.outputs.dropFirst().contains(where: { order.readers[$0] != nil }) else {
      throw node.unsupported("its indices are read, expected only its maxima to be")
    }
    let name = try node.requiredInput(0)
    var map = try map(name, node)
    // The largest integer stands for the largest number.
    if map.form == .floats || !map.isPlain { map = try plainMap(name, node) }
    map = try image(padded(map, name: name, node), name: name, node)
    let window = try pool(node, over: map)
    var op = MaxPool2D()
    (op.kernel, op.stride) = (window.kernel, window.stride)
    (op.dilation, op.padding) = (window.dilation, window.padding)
    let value = try emit(.maxPool2D(op), [map.value], name: node.output(), node)
    map.mapShape = graph.shape(of: value)
    map.axes = .image(map.mapShape, rank: map.axes.rank)
    map.value = value
    try finish(node, .map(map))
  }

  mutating func averagePool(_ node: ONNXNode) throws(Rejection) {
    let name = try node.requiredInput(0)
    let source = try image(map(name, node), name: name, node)
    let (input, rank) = (source.mapShape, source.axes.rank)
    let window = try pool(node, over: source)
    let isCounted =
      try node.integer("count_include_pad", or: 0) != 0 && window.padding != Padding()
    if isCounted || source.padding != Padding() {
      guard !isCounted || !window.hasAddedPadding else {
        throw node.unsupported(
          "ceil_mode that adds a window, with count_include_pad, expected one of them at most")
      }
      guard isCounted || window.padding == Padding() else {
        throw node.unsupported(
          "padding that does not count, with a Pad before it; count_include_pad works")
      }
      return try paddedAveragePool(node, source, window)
    }
    var op = AveragePool2D()
    (op.kernel, op.stride) = (window.kernel, window.stride)
    (op.dilation, op.padding) = (window.dilation, window.padding)
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
    if isInside, try integerMean(node, source, .image(result, rank: rank), integer) { return }
    let map = try plain(source, name: name, node)
    let value = try emit(.averagePool2D(op), [map.value], name: node.output(), node)
    try finish(node, value, .image(graph.shape(of: value), rank: rank))
  }

  /// A mean that counts the zeros around a map: a convolution.
  private mutating func paddedAveragePool(
    _ node: ONNXNode, _ source: ONNXMap, _ window: ONNXPool
  ) throws(Rejection) {
    let map = try floats(source, name: node.requiredInput(0), node)
    let channels = map.mapShape.channels
    let mean = ConvolutionKernel(
      outputs: channels, groups: channels, inputsOfGroup: 1, height: window.kernel.height,
      width: window.kernel.width, dilation: window.dilation)
    try spend(boundedCount(mean.shape), node)
    let (output, taps) = (try node.output(), mean.height * mean.width)
    let weights = mean.arranged(
      Array(repeating: 1 / Float(taps), count: taps * channels), zero: 0)
    var op = ProductOp(weight: addWeight(output + ".mean", mean.shape, weights, node))
    (op.stride, op.dilation) = (window.stride, window.dilation)
    op.padding = window.padding + map.padding
    let value = try emit(
      mean.isDepthwise ? op.depthwise : op.conv2D, [map.value], name: output, node)
    try finish(node, value, .image(graph.shape(of: value), rank: map.axes.rank))
  }

  /// The window of a pool; ceil_mode is more padding at the end.
  func pool(_ node: ONNXNode, over map: ONNXMap) throws(Rejection) -> ONNXPool {
    let (rank, input) = (map.axes.rank, map.paddedShape)
    let dilations = try node.spatial("dilations", rank - 2) ?? [1, 1]
    guard dilations.count == 2, dilations.allSatisfy({ (1...1024).contains($0) }) else {
      throw node.unsupported("dilations \(dilations), expected 2 from 1 to 1024")
    }
    guard let shape = try node.spatial("kernel_shape", rank - 2), shape.count == 2,
      shape.allSatisfy({ (1...1024).contains($0) })
    else { throw node.unsupported("kernel_shape, expected 2 extents from 1 to 1024") }
    let reach = Stride(
      height: (shape[0] - 1) * dilations[0] + 1, width: (shape[1] - 1) * dilations[1] + 1)
    guard reach.height <= 1024, reach.width <= 1024 else {
      throw node.unsupported("its window spans more than 1024 pixels")
    }
    let (stride, padding) = try node.window(reach: reach, over: input, rank: rank)
    var pool = ONNXPool(
      kernel: Stride(height: shape[0], width: shape[1]), stride: stride,
      dilation: Stride(height: dilations[0], width: dilations[1]), padding: padding)
    if try node.integer("ceil_mode", or: 0) != 0,
      ["NOTSET", ""].contains(try node.text("auto_pad", or: "NOTSET"))
    {
      pool.padding.bottom += missing(
        input.height, reach.height, stride.height, padding.top, padding.bottom)
      pool.padding.right += missing(
        input.width, reach.width, stride.width, padding.left, padding.right)
      pool.hasAddedPadding = pool.padding != padding
    }
    return pool
  }

  /// How many pixels the last window lacks that the ceiling counts.
  private func missing(
    _ extent: Int, _ reach: Int, _ stride: Int, _ before: Int, _ after: Int
  ) -> Int {
    let span = extent + before + after - reach
    guard span >= 0 else { return 0 }
    var outputs = (span + stride - 1) / stride + 1
    // A window that would start behind the map is none.
    if (outputs - 1) * stride >= extent + before { outputs -= 1 }
    return max(0, (outputs - 1) * stride + reach - (extent + before + after))
  }
}
