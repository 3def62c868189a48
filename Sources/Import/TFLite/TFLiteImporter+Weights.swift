import Basics
import Formats
import IR

/// A constant of the file in one of the forms that weights have.
struct TFLiteWeightKey: Hashable {
  enum Form: Hashable {
    case kernel(TFLiteKernel)
    case matrix(shape: [Int])
    case bias
  }

  var tensor: Int
  var form: Form
  var isOfFloats: Bool
}

extension TFLiteImporter {
  /// The elements that all weights of a model may get beyond those of the file: what a small file can make
  /// large.
  private static let mostAddedElements = 1 << 24

  /// Notes that weights get so many elements more, unless that is more than there may be.
  mutating func addElements(_ count: Int) -> Bool {
    guard count <= Self.mostAddedElements - addedElements else { return false }
    addedElements += count
    return true
  }

  /// The kernel of a convolution.
  mutating func weight(
    _ kernel: TFLiteKernel, _ tensor: Int, over numbers: TFLiteNumbers,
    _ operation: TFLiteOperator
  ) throws(Rejection) -> WeightID {
    var form = kernel
    form.dilation = Stride()
    let key = TFLiteWeightKey(
      tensor: tensor, form: .kernel(form), isOfFloats: numbers == .floats)
    if let id = weightIDs[key] { return id }
    guard let zeros = kernel.addedZeros, addElements(zeros) else {
      throw unsupported(
        operation,
        "groups and multiplier make a kernel of \(kernel.shape), too large with its zeros; expected"
          + " one group, or a depthwise convolution of multiplier 1")
    }
    var (elements, quantization) = try stored(
      tensor, over: numbers, axis: kernel.isDepthwise ? 3 : 0, operation)
    if !kernel.isAsInFile {
      elements = elements.gathered(
        count: kernel.shape.reduce(1, *), zero: Int8(quantization?.zeroPoint ?? 0),
        from: kernel.source)
    }
    // A convolution of signed integers multiplies even a single scale as it does those of channels.
    if !numbers.isUnsigned, let found = quantization, found.scales.count == 1 {
      quantization = WeightQuantization(
        scales: Array(repeating: found.scales[0], count: kernel.outputs),
        zeroPoint: found.zeroPoint, isPerChannel: true)
    }
    return add(key, shape: kernel.shape, elements, quantization)
  }

  /// The weights of FULLY_CONNECTED, in the shape that the op has for them.
  mutating func weight(
    matrix shape: [Int], _ tensor: Int, over numbers: TFLiteNumbers, _ operation: TFLiteOperator
  ) throws(Rejection) -> WeightID {
    let key = TFLiteWeightKey(
      tensor: tensor, form: .matrix(shape: shape), isOfFloats: numbers == .floats)
    if let id = weightIDs[key] { return id }
    let (elements, quantization) = try stored(tensor, over: numbers, axis: 0, operation)
    return add(key, shape: shape, elements, quantization)
  }

  /// The bias that is the third operand of an operator, if it has one.
  mutating func bias(
    _ operation: TFLiteOperator, over numbers: TFLiteNumbers
  ) throws(Rejection) -> WeightID? {
    guard operation.inputs.count > 2, let tensor = operation.inputs[2] else { return nil }
    let key = TFLiteWeightKey(tensor: tensor, form: .bias, isOfFloats: numbers == .floats)
    if let id = weightIDs[key] { return id }
    let elements: Weight.Elements =
      switch numbers {
      case .floats: .floats(try constantFloats(tensor, operation))
      case .integers:
        .int32s(try model.int32s(of: try constant(tensor, operation)))
      }
    return add(key, shape: [elements.count], elements, nil)
  }

  private mutating func add(
    _ key: TFLiteWeightKey, shape: [Int], _ elements: Weight.Elements,
    _ quantization: WeightQuantization?
  ) -> WeightID {
    let record = subgraph.tensors[key.tensor]
    let name = record.name.isEmpty ? "tensor\(key.tensor)" : escaped(record.name)
    let id = graph.weights.add(
      Weight(
        weightNames.next(name), shape: shape, elements, quantization, origin: record.origin))
    weightIDs[key] = id
    return id
  }

  /// The extents of a weight, all positive, or why it is none.
  func weightExtents(
    _ operation: TFLiteOperator, rank: Int
  ) throws(Rejection) -> (tensor: Int, extents: [Int]) {
    let tensor = try input(operation, 1)
    let extents = try constant(dequantized[tensor] ?? tensor, operation).shape
    guard extents.count == rank, extents.allSatisfy({ (1...Shape.largestCount).contains($0) })
    else {
      throw malformed(operation, "the weights are \(extents.prefix(8)), expected \(rank) extents")
    }
    return (tensor, extents)
  }

  /// What a constant is stored as.
  func stored(of tensor: Int) -> TFLiteTensor { subgraph.tensors[dequantized[tensor] ?? tensor] }

  /// A tensor whose data is in the file as it is.
  func constant(_ tensor: Int, _ operation: TFLiteOperator) throws(Rejection) -> TFLiteTensor {
    let record = subgraph.tensors[tensor]
    guard maps[tensor] == nil, model.data(of: record) != nil, !record.isSparse,
      !record.isExternal
    else {
      let form = record.isSparse ? "sparse" : record.isExternal ? "in another file" : "computed"
      throw unsupported(
        operation, "\(quoted(record.name)) is \(form), expected a plain constant")
    }
    return record
  }

  private func stored(
    _ tensor: Int, over numbers: TFLiteNumbers, axis: Int, _ operation: TFLiteOperator
  ) throws(Rejection) -> (Weight.Elements, WeightQuantization?) {
    guard case .integers(_, let isUnsigned) = numbers else {
      return (.floats(try constantFloats(tensor, operation)), nil)
    }
    let record = try constant(tensor, operation)
    let expected = isUnsigned ? TFLiteElementType.uint8 : .int8
    guard record.type == expected else {
      throw unsupported(
        operation, "the weights are of \(record.type), expected \(expected) as the operand is")
    }
    guard let found = record.quantization, found.otherForm == nil, !found.scales.isEmpty,
      found.scales.count == 1 || found.dimension == axis,
      let zero = Set(found.zeroPoints).count > 1 ? nil : found.zeroPoints.first ?? 0,
      (isUnsigned ? 0...255 : -128...127).contains(zero)
    else {
      throw unsupported(
        operation,
        "the weights need one scale, or one for each output along axis \(axis), and one zero point")
    }
    if isUnsigned {
      return (
        .int8s(try model.uint8s(of: record).map { Int8(Int($0) - 128) }),
        WeightQuantization(scales: found.scales, zeroPoint: zero - 128)
      )
    }
    return (
      .int8s(try model.int8s(of: record)),
      WeightQuantization(scales: found.scales, zeroPoint: zero)
    )
  }
}
