import Basics
import Formats
import IR

extension ONNXImporter {
  mutating func matMul(_ node: ONNXNode) throws(Rejection) {
    guard let weight = try constantInput(node, 1, "second operand") else {
      throw node.damaged("onnx.inputs", "has no second operand")
    }
    let source = try map(node.requiredInput(0), node)
    if weight.shape.count == 1 {
      // A vector is a matrix of one column, which the result lacks.
      let matrix = ONNXConstant(
        name: weight.name, shape: [1, weight.count], .floats(weight.floats))
      try multiply(node, source, matrix, bias: nil)
      if case .map(var map)? = facts[try node.output()] {
        map.axes.axes.removeLast()
        try finish(node, .map(map))
      }
      return
    }
    guard weight.shape.count == 2 else {
      throw node.unsupported("its second operand is of \(weight.shape), expected a matrix")
    }
    try multiply(node, source, weight.transposed([1, 0]), bias: nil)
  }

  mutating func gemm(_ node: ONNXNode) throws(Rejection) {
    guard var weight = try constantInput(node, 1, "second operand") else {
      throw node.damaged("onnx.inputs", "has no second operand")
    }
    guard weight.shape.count == 2 else {
      throw node.damaged("onnx.weight", "has a weight of \(weight.shape), expected a matrix")
    }
    if try node.integer("transB", or: 0) == 0 { weight = weight.transposed([1, 0]) }
    let alpha = try node.float("alpha", or: 1)
    if alpha != 1 { weight = scaled(weight, by: alpha) }
    var bias = try constantInput(node, 2, "third operand")
    let beta = try node.float("beta", or: 1)
    if let summand = bias, beta != 1 { bias = beta == 0 ? nil : scaled(summand, by: beta) }
    var source = try map(node.requiredInput(0), node)
    if try node.integer("transA", or: 0) != 0 {
      source = try padded(source, name: node.requiredInput(0), node)
      source.axes.axes.reverse()
    }
    try multiply(node, source, weight, bias: bias)
  }

  private func scaled(_ constant: ONNXConstant, by factor: Float) -> ONNXConstant {
    ONNXConstant(
      name: constant.name, shape: constant.shape, .floats(constant.floats.map { $0 * factor }))
  }

  /// The product of the last axis of a map and a matrix [outputs, inputs].
  private mutating func multiply(
    _ node: ONNXNode, _ operand: ONNXMap, _ matrix: ONNXConstant, bias: ONNXConstant?
  ) throws(Rejection) {
    let name = try node.requiredInput(0)
    let (source, product) = try matrixProduct(node, matrix, over: operand, name: name)
    if bias == nil || isRow(bias, product.outputs) {
      if try integerMatrix(node, source, product, matrix, bias) { return }
    }
    let map = try plain(source, name: name, node)
    var op = ProductOp(
      weight: addWeight(
        matrix.name, product.weightShape, product.arranged(matrix.floats), node))
    if let bias, isRow(bias, product.outputs) {
      op.bias = addWeight(
        bias.name, [product.outputs], try spread(bias, product.outputs, node), node)
    }
    let value = try emit(product.op(op), [map.value], name: node.output(), node)
    try finish(node, value, product.axes)
    if let bias, !isRow(bias, product.outputs) {
      try affine(
        node, node.output(), bias, factors: bias.floats.map { _ in 1 },
        summands: bias.floats.map { Double($0) })
    }
  }

  /// Whether a summand is one number, or one for each output.
  private func isRow(_ bias: ONNXConstant?, _ count: Int) -> Bool {
    guard let bias else { return false }
    return bias.count == 1 || bias.count == count && bias.shape.last == count
  }

  /// One number for each output.
  func spread(
    _ bias: ONNXConstant, _ count: Int, _ node: ONNXNode
  ) throws(Rejection) -> [Float] {
    guard [1, count].contains(bias.count), bias.shape.last.map({ $0 == bias.count }) ?? true else {
      throw node.unsupported("a summand of \(bias.shape), expected one number for each output")
    }
    return bias.count == count ? bias.floats : Array(repeating: bias.floats[0], count: count)
  }

  /// The product, and the map as it lies for it.
  mutating func matrixProduct(
    _ node: ONNXNode, _ matrix: ONNXConstant, over source: ONNXMap, name: String
  ) throws(Rejection) -> (map: ONNXMap, product: MatrixProduct) {
    var map = try padded(source, name: name, node)
    guard map.axes.rank > 0, matrix.shape[1] == map.shape.last, matrix.shape[0] > 0
    else {
      throw node.damaged(
        "onnx.weight",
        "multiplies \(map.shape) with a matrix of \(matrix.shape.reversed().map { $0 })")
    }
    let index = map.axes.rank - 1
    func isWhole() -> Bool {
      map.axes.axes[index].map(\.extent).reduce(1, *) == map.mapShape.count
        && map.axes.axes[index].allSatisfy { $0.extent == $0.axis.extent(map.mapShape) }
    }
    if !isWhole(), !map.axes.isWhole(index, .channels, of: map.mapShape) {
      map = try arranged(
        map, as: .channels([index], of: map.shape), name: name + ".channels", node)
    }
    let outputs = matrix.shape[0]
    var axes = map.axes
    axes.axes[index] = outputs == 1 ? [] : [AxisPart(axis: .channels, extent: outputs)]
    return (
      map,
      MatrixProduct(
        input: map.mapShape, order: map.axes.axes[index].map(\.axis), outputs: outputs,
        isWhole: isWhole(), axes: axes)
    )
  }
}

/// A product of a map and a matrix as an op: a fully connected layer, or a convolution with a kernel
/// of one pixel or of the whole map.
struct MatrixProduct {
  let input: Shape
  /// Our axes in the order in which the matrix counts them.
  let order: [MapAxis]
  let outputs: Int
  /// Whether it sums over pixels.
  let isWhole: Bool
  /// Of the result.
  let axes: FileAxes

  private var isVector: Bool { input.height == 1 && input.width == 1 }
  private var kernelHeight: Int { isWhole ? input.height : 1 }
  private var kernelWidth: Int { isWhole ? input.width : 1 }

  var weightShape: [Int] {
    isVector
      ? [outputs, input.channels] : [outputs, kernelHeight, kernelWidth, input.channels]
  }

  func op(_ op: ProductOp) -> Op { isVector ? op.fullyConnected : op.conv2D }

  /// The elements of a matrix [outputs, inputs] in the order of our maps.
  func arranged<Element>(_ elements: [Element]) -> [Element] {
    // How far apart the matrix has neighbours along each of our axes.
    var steps: [MapAxis: Int] = [:]
    var step = 1
    for axis in order.reversed() {
      steps[axis] = step
      step *= axis.extent(input)
    }
    let (rows, columns, channels) = (kernelHeight, kernelWidth, input.channels)
    var result: [Element] = []
    result.reserveCapacity(elements.count)
    for output in 0..<outputs {
      for y in 0..<rows {
        for x in 0..<columns {
          let pixel =
            output * step + y * (steps[.height] ?? 0) + x * (steps[.width] ?? 0)
          for c in 0..<channels { result.append(elements[pixel + c * (steps[.channels] ?? 0)]) }
        }
      }
    }
    return result
  }
}
