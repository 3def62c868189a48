import Basics
import Formats
import IR

/// How many nodes to follow from an input to the one that says what it is; a file may have as many inputs
/// as nodes, all of them on one way.
let mostSteps = 100

extension ONNXImporter {
  /// Adds the inputs that need a value from outside and that an output depends on.
  mutating func addInputs() throws(Rejection) {
    let needed = Set(order.readers.keys).union(outputNames)
    for input in model.graph.inputs where initializers[input.name] == nil {
      guard needed.contains(input.name) else {
        note("onnx.unused-input", input.origin, "no output depends on this input; it is left out")
        continue
      }
      try addInput(input)
    }
    guard !graph.inputs.isEmpty else {
      throw Rejection(
        .badFile, "onnx.no-input", at: model.origin, "no output depends on an input of the file")
    }
  }

  private mutating func addInput(_ input: ONNXValue) throws(Rejection) {
    func refuse(_ message: String) -> Rejection {
      Rejection(.unsupported, "onnx.input", at: input.origin, message)
    }
    guard case .tensor(let type, let dimensions?)? = input.kind else {
      throw refuse(
        "the file does not say the rank of this input, expected a tensor of [N, C, H, W]")
    }
    guard (1...6).contains(dimensions.count) else {
      throw refuse("has \(dimensions.count) axes, expected 1 to 4")
    }
    let shape = try shape(dimensions, of: input)
    guard shape.allSatisfy({ $0 > 0 }),
      boundedCount(shape) <= Shape.largestCount
    else { throw refuse("an input of \(shape) is too large, or empty") }
    let (axes, mapShape) = try roles(of: input.name, shape: shape, at: input.origin)
    guard mapShape.isAcceptable else {
      throw refuse("a map of \(mapShape) has more than \(Shape.largestExtent) rows or columns")
    }

    let order = axes.order
    if let channel = order.firstIndex(where: { $0.axis == .channels }), order.count > 1,
      inputLayout == nil
    {
      inputLayout = channel == 0 ? .nchw : .nhwc
    }
    switch type {
    case .float, .double, .float16, .bfloat16:
      if type != .float {
        note("onnx.widened", input.origin, "holds \(type), the compiled network takes float")
      }
      let value = graph.addInput(
        freeValueName(input.name), TensorType(.f32, mapShape))
      facts[input.name] = .map(ONNXMap(value: value, mapShape: mapShape, axes: axes))
    case .int8, .uint8:
      try addIntegerInput(input, isUnsigned: type == .uint8, mapShape, axes)
    case .int16, .int32, .int64, .bool, .other:
      throw refuse("holds \(type), expected float, float16, int8 or uint8")
    }
  }

  /// A batch that the file leaves open is 1; height and width that it leaves open are asked for.
  private mutating func shape(
    _ dimensions: [ONNXDimension], of input: ONNXValue
  ) throws(Rejection) -> [Int] {
    var shape = dimensions.map { dimension in
      if case .known(let extent) = dimension { extent } else { 0 }
    }
    func isOpen(_ axis: Int) -> Bool {
      if case .known = dimensions[axis] { false } else { true }
    }
    if shape.count > 1, isOpen(0) { shape[0] = 1 }
    let open = shape.indices.filter { isOpen($0) && ($0 > 0 || shape.count == 1) }
    guard !open.isEmpty else { return shape }
    guard let resolution else {
      throw Rejection(
        .unsupported, "onnx.input-size", at: input.origin,
        "the file leaves axis \(open[0]) of this input open; say the size with --resolution, such"
          + " as --resolution 224x224")
    }
    guard shape.count == 4, open.count <= 2, !(open.count == 1 && open[0] == 1) else {
      throw Rejection(
        .unsupported, "onnx.input-size", at: input.origin,
        "the file leaves the axes \(open) of this input open, expected only height and width to be")
    }
    for axis in open {
      shape[axis] =
        open.count == 2 && axis == open[0] || open.count == 1 && axis == 2
        ? resolution.height : resolution.width
    }
    return shape
  }

  /// What the axes of an input are, and the map that has them.
  private mutating func roles(
    of name: String, shape: [Int], at origin: Origin
  ) throws(Rejection) -> (FileAxes, Shape) {
    let roles = try rolesOfFirstImage(name, AxisRoles(shape))
    let image: [MapAxis?] =
      roles?.shape.count == 3 ? [nil, .channels, .width] : [nil, .channels, .height, .width]
    guard let found = roles?.axes(image) else {
      guard shape.count <= 4 else {
        throw Rejection(
          .unsupported, "onnx.input", at: origin,
          "an input of \(shape) is no map of height, width and channels")
      }
      let layout = MapLayout.usual(shape)
      return (layout.axes, layout.shape)
    }
    let extents = found.extents
    return (
      found.axes,
      Shape(extents[.height] ?? 1, extents[.width] ?? 1, extents[.channels] ?? 1)
    )
  }

  /// Where the axes of an input are when the first image operator reads it.
  private mutating func rolesOfFirstImage(
    _ input: String, _ start: AxisRoles
  ) throws(Rejection) -> AxisRoles? {
    var (name, roles) = (input, start)
    for _ in 0..<mostSteps {
      let readers = (order.readers[name] ?? []).map { model.graph.nodes[$0] }
      guard let node = readers.first(where: { $0.operatorType != "Shape" }) else { return nil }
      switch ONNXOperator(node) {
      case .conv, .maxPool, .averagePool, .globalAveragePool, .batchNormalization, .qLinearConv,
        .qLinearAveragePool, .qLinearGlobalAveragePool:
        return (3...4).contains(roles.shape.count) ? roles : nil
      case .identity, .cast, .dropout, .quantizeLinear, .dequantizeLinear, .add, .sub, .mul, .div,
        .relu, .clip, .min, .max, .pad:
        break
      case .transpose:
        let usual = Array(roles.shape.indices.reversed())
        guard roles.transpose(try node.integers("perm") ?? usual) else { return nil }
      case .unsqueeze:
        guard let axes = try? insertedAxes(node, rank: roles.shape.count) else { return nil }
        roles.insertAxes(axes)
      case .reshape, .flatten, .squeeze:
        guard let shape = try? newShape(node, of: roles.shape), roles.reshape(to: shape) else {
          return nil
        }
      case .resize, .upsample:
        return roles.shape.count == 4 ? roles : nil
      case .constant, .constantOfShape, .shape, .gather, .slice, .split, .expand, .concat,
        .hardSwish, .hardSigmoid, .sigmoid, .neg, .sqrt, .exp, .reduceMean, .gemm, .matMul,
        .softmax, .qLinearMatMul, .qGemm, .qLinearAdd, .qLinearMul, .qLinearSigmoid,
        .qLinearSoftmax, .castLike, nil:
        return nil
      }
      guard let next = node.outputs.first else { return nil }
      name = next
    }
    return nil
  }
}
