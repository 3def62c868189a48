import Basics
import Formats
import IR

extension TFLiteImporter {
  mutating func addSum(_ operation: TFLiteOperator) throws(Rejection) {
    guard case .add(let fused, _) = operation.options else {
      throw malformed(operation, "expected the options of a sum")
    }
    let (left, right) = (try map(operation, 0), try map(operation, 1))
    guard left.extents == right.extents,
      graph.shape(of: left.value) == graph.shape(of: right.value)
    else {
      throw unsupported(
        operation,
        "it adds \(left.extents) and \(right.extents), expected two maps of one shape")
    }
    _ = try result(operation, like: 1)
    var op = Add()
    op.output = try result(operation).output(.double)
    try append(
      .add(op), [left.value, right.value], operation, then: activation(fused, operation),
      extents: left.extents)
  }

  /// A map times a number for each channel, on either side.
  mutating func addProduct(_ operation: TFLiteOperator) throws(Rejection) {
    guard case .mul(let fused) = operation.options else {
      throw malformed(operation, "expected the options of a product")
    }
    var (map, scale) = (try map(operation, 0), try map(operation, 1))
    func isScale(_ candidate: TFLiteMap, of map: TFLiteMap) -> Bool {
      let channels = graph.shape(of: map.value).channels
      return graph.shape(of: candidate.value) == Shape(1, 1, channels)
        && candidate.extents.last == channels && map.extents.last == channels
        && candidate.extents.count <= map.extents.count
    }
    if !isScale(scale, of: map) { (map, scale) = (scale, map) }
    guard isScale(scale, of: map) else {
      throw unsupported(
        operation,
        "it multiplies \(scale.extents) and \(map.extents), expected one of them to be"
          + " [1, 1, 1, channels]")
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
    let channels = graph.shape(of: input.value).channels
    guard input.extents.last == channels else {
      throw unsupported(
        operation,
        "its operand is \(input.extents), made of a map of \(graph.shape(of: input.value)), expected"
          + " the channels to be the last axis")
    }
    var op = Softmax()
    op.beta = beta
    op.output = try result(operation).output(.double)
    try append(.softmax(op), [input.value], operation, extents: input.extents)
  }
}
