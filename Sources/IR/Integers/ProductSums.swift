/// What the ops have in common that sum products of an operand and a weight: convolutions and matrices.
package protocol ProductSums {
  var weight: WeightID { get }
  var bias: WeightID? { get }
  var activation: Activation? { get }
  var output: Requantization? { get }
}

extension ProductSums {
  /// The type of a result of that shape, or why the weights do not fit the operand.
  ///
  /// Over floats everything is of floats; over integers the weight is of `i8` and the bias of `i32`,
  /// and the op says what integers its result has.
  func resultType(
    of shape: Shape, over operand: TensorType, _ weights: WeightStore
  ) throws(IllegalOp) -> TensorType {
    func expect(_ id: WeightID, _ name: String, _ type: ElementType) throws(IllegalOp) {
      let found = weights[id].elementType
      guard found == type else {
        throw IllegalOp(
          "op.type",
          "\(name) must be \(type.rawValue) where the operand is \(operand.elementType.rawValue),"
            + " \"\(weights[id].name)\" is \(found.rawValue)")
      }
    }
    guard let from = operand.quantization else {
      try expect(weight, "weight", .f32)
      if let bias { try expect(bias, "bias", .f32) }
      guard output == nil else {
        throw IllegalOp("op.quantization", "an op on floats has no integers to make")
      }
      return TensorType(.f32, shape)
    }
    try expect(weight, "weight", .i8)
    if let bias { try expect(bias, "bias", .i32) }
    guard let quantization = weights[weight].quantization,
      [1, shape.channels].contains(quantization.scales.count),
      quantization.scales.allSatisfy({ $0 >= 0 && $0.isFinite }),
      ElementType.i8Range.contains(quantization.zeroPoint)
    else {
      throw IllegalOp(
        "op.quantization",
        "\"\(weights[weight].name)\" needs one scale or \(shape.channels), none of them negative")
    }
    let result = try integerType(of: shape, output)
    guard let output, output.bounds(activation) != nil else {
      let found = activation.map(\.description) ?? ""
      throw IllegalOp(
        "op.activation", "an op on integers can only clamp, \(found) stands by itself")
    }
    // A factor that is no number would make every result one.
    guard quantization.scales.allSatisfy({ (from.scale * $0 / output.result.scale).isFinite })
    else {
      throw IllegalOp("op.quantization", "the scales lie too far apart")
    }
    return result
  }

  /// How sums over integers become integers; nil over floats.
  package func requantizer(over operand: Quantization?, _ weights: WeightStore) -> Requantizer? {
    guard let operand, let output, let bounds = output.bounds(activation),
      let quantization = weights[weight].quantization
    else { return nil }
    return Requantizer(output, of: operand, with: quantization, bounds: bounds)
  }

  /// How sums over an operand become elements of the result.
  func finish(over operand: Tensor, _ weights: WeightStore) -> SumFinish {
    requantizer(over: operand.quantization, weights).map { .integers($0) } ?? .floats(activation)
  }
}

/// The type of a map of integers that an op makes, or why there is none.
func integerType(
  of shape: Shape, _ output: Requantization?
) throws(IllegalOp) -> TensorType {
  guard let output else {
    throw IllegalOp("op.quantization", "an op on integers must say what its result's are: output")
  }
  guard output.result.isLegal else {
    throw IllegalOp(
      "op.quantization",
      "found \(output.result), expected a positive scale and a zero point in -128...127")
  }
  return TensorType(shape, output.result)
}

/// How the sums of an op become the elements of its result.
enum SumFinish {
  case floats(Activation?)
  case integers(Requantizer)

  func callAsFunction(_ sum: Double, channel: Int) -> Double {
    switch self {
    case .floats(let activation): activation?(sum) ?? sum
    // Sums wrap as those of 32 bits do.
    case .integers(let requantizer):
      Double(requantizer(Int32(truncatingIfNeeded: Int(sum)), channel: channel))
    }
  }
}
