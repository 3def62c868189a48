import Basics
import Formats
import IR

extension TFLiteImporter {
  /// Adds a sum, difference or product of a map and a constant; false if both operands are maps.
  ///
  /// Over floats the constant is one number for each channel or for all, and the op a depthwise
  /// convolution of 1x1; over integers it is one number, and the op a table.
  mutating func addWithConstant(
    _ operation: TFLiteOperator, _ fused: TFLiteActivation
  ) throws(Rejection) -> Bool {
    let tensors = [try input(operation, 0), try input(operation, 1)]
    guard let place = tensors.firstIndex(where: isConstant), !isConstant(tensors[1 - place]) else {
      return false
    }
    if try result(operation, like: 1 - place) != .floats {
      try addTable(operation, constant: place, fused)
      return true
    }
    let input = try map(operation, 1 - place)
    let channels = graph.shape(of: input.value).channels
    let record = stored(of: tensors[place])
    guard input.extents.last == channels,
      record.shape.count <= input.extents.count, record.shape.dropLast().allSatisfy({ $0 == 1 }),
      [1, channels].contains(record.shape.last ?? 1)
    else {
      throw unsupported(
        operation,
        "operand \(place) is the constant \(quoted(record.name)) of \(record.shape.prefix(8)), expected"
          + " a map or a constant of [\(channels)]")
    }
    guard addElements(2 * channels) else {
      throw unsupported(
        operation, "a factor and a summand for each of \(channels) channels take too much memory")
    }
    let found = try constantFloats(tensors[place], operation)
    let constant = found.count == 1 ? Array(repeating: found[0], count: channels) : found
    let ones = [Float](repeating: 1, count: channels)
    var op = DepthwiseConv2D()
    switch operation.code.builtin {
    case .mul: op.weight = weight(record, ".factor", constant)
    case .sub where place == 0:
      op.weight = weight(record, ".sign", ones.map { -$0 })
      op.bias = vector(record, constant)
    case .sub:
      op.weight = weight(record, ".factor", ones)
      op.bias = vector(record, constant.map { -$0 })
    default:
      op.weight = weight(record, ".factor", ones)
      op.bias = vector(record, constant)
    }
    op.activation = try activation(fused, operation)
    facts.constants += 1
    try append(.depthwiseConv2D(op), [input.value], operation, extents: input.extents)
    return true
  }

  private func isConstant(_ tensor: Int) -> Bool {
    maps[tensor] == nil
      && (dequantized[tensor] != nil || model.data(of: subgraph.tensors[tensor]) != nil)
  }

  private mutating func weight(
    _ record: TFLiteTensor, _ suffix: String, _ values: [Float]
  ) -> WeightID {
    graph.weights.add(
      Weight(
        weightNames.next(escaped(record.name) + suffix), shape: [1, 1, values.count],
        values: values, origin: record.origin))
  }

  private mutating func vector(_ record: TFLiteTensor, _ values: [Float]) -> WeightID {
    graph.weights.add(
      Weight(
        weightNames.next(escaped(record.name) + ".bias"), shape: [values.count], values: values,
        origin: record.origin))
  }
}
