import Basics
import Formats
import IR

extension TFLiteImporter {
  mutating func addSum(_ operation: TFLiteOperator) throws(Rejection) {
    guard case .add(let fused, _) = operation.options else {
      throw malformed(operation, "expected the options of a sum")
    }
    if try addWithConstant(operation, fused) { return }
    var op = Add()
    op.output = try result(operation).output(.double)
    try addPair(.add(op), fused, operation)
  }

  mutating func addDifference(_ operation: TFLiteOperator) throws(Rejection) {
    guard case .sub(let fused, _) = operation.options else {
      throw malformed(operation, "expected the options of a difference")
    }
    if try addWithConstant(operation, fused) { return }
    var op = Subtract()
    op.output = try result(operation).output(.double)
    try addPair(.subtract(op), fused, operation)
  }

  /// An op on each pair of elements of two maps, of which one may be repeated along an axis.
  private mutating func addPair(
    _ op: Op, _ fused: TFLiteActivation, _ operation: TFLiteOperator
  ) throws(Rejection) {
    let (left, right) = (try map(operation, 0), try map(operation, 1))
    guard let extents = broadcastExtents(left.extents, right.extents) else {
      throw malformed(operation, "\(left.extents) and \(right.extents) do not fit together")
    }
    _ = try result(operation, like: 1)
    var operands = [left.value, right.value]
    if left.extents != right.extents
      || graph.shape(of: left.value) != graph.shape(of: right.value)
    {
      operands = [
        try expanded(left, to: extents, operation), try expanded(right, to: extents, operation),
      ]
    }
    try append(
      op, operands, operation, then: activation(fused, operation), extents: extents)
  }

  /// A map times a number for each channel, on either side, or times another map.
  mutating func addProduct(_ operation: TFLiteOperator) throws(Rejection) {
    guard case .mul(let fused) = operation.options else {
      throw malformed(operation, "expected the options of a product")
    }
    if try addWithConstant(operation, fused) { return }
    var (map, scale) = (try map(operation, 0), try map(operation, 1))
    func isScale(_ candidate: TFLiteMap, of map: TFLiteMap) -> Bool {
      let channels = graph.shape(of: map.value).channels
      return graph.shape(of: candidate.value) == Shape(1, 1, channels)
        && candidate.extents.last == channels && map.extents.last == channels
        && candidate.extents.count <= map.extents.count
    }
    if !isScale(scale, of: map) { (map, scale) = (scale, map) }
    guard isScale(scale, of: map) else {
      var op = Multiply()
      op.output = try result(operation).output(.double)
      return try addPair(.multiply(op), fused, operation)
    }
    _ = try result(operation, like: 1)
    var op = ChannelScale()
    op.output = try result(operation).output(.double)
    try append(
      .channelScale(op), [map.value, scale.value], operation, then: activation(fused, operation),
      extents: map.extents)
  }

  mutating func addActivation(
    _ function: Activation, _ operation: TFLiteOperator
  ) throws(Rejection) {
    let input = try map(operation)
    var op = ActivationOp()
    op.function = function
    op.output = try result(operation).output(.double)
    try append(.activation(op), [input.value], operation, extents: input.extents)
  }

  mutating func addSoftmax(_ operation: TFLiteOperator) throws(Rejection) {
    guard case .softmax(let beta) = operation.options else {
      throw malformed(operation, "expected the options of a softmax")
    }
    let input = try map(operation)
    var value = input.value
    if let channels = input.extents.last, graph.shape(of: value).channels != channels {
      let shape =
        mapShape(input.extents) ?? Shape(1, graph.shape(of: value).count / channels, channels)
      value = try reshaped(input, to: shape, operation)
    }
    var op = Softmax()
    op.beta = beta
    op.output = try result(operation).output(.double)
    try append(.softmax(op), [value], operation, extents: input.extents)
  }
}
