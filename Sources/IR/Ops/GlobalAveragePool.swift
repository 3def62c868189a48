/// The mean of each channel over all pixels: [height, width, channels] to [1, 1, channels].
package struct GlobalAveragePool: Operation {
  /// The integers of the result, where the operand has integers: TFLite's MEAN.
  ///
  /// Without it the result has those of the operand, and the mean is the quotient, halves away from
  /// zero: AVERAGE_POOL_2D.
  package var output: Requantization?

  /// Whether floats of a map are added up row by row, and then the sums of its rows.
  ///
  /// Added up one by one, each pixel rounds a sum that has come to be large: of 56x56 pixels that are much
  /// alike 3e-5 of the mean are lost, 1e-6 by rows. Of a small map either is exact enough, and one by one
  /// its pixels can be taken up in any steps without a place for what there is of a row. All kernels and
  /// plans keep to one order, so that their answers are the same.
  package static func addsUpRows(of map: Shape) -> Bool { map.height * map.width > 64 }

  package init() {}

  package init(output: Requantization?) { self.output = output }

  package static let mnemonic = "global_average_pool"
  package static let operandNames = ["input"]
  package static let attributes: [Attribute<Self>] = [.requantization("output", \.output)]

  package func resultType(
    _ operands: [TensorType], _ weights: WeightStore
  ) throws(IllegalOp) -> TensorType {
    let shape = Shape(1, 1, operands[0].shape.channels)
    guard let from = operands[0].quantization else {
      guard output == nil else {
        throw IllegalOp("op.quantization", "an op on floats has no integers to make")
      }
      return TensorType(.f32, shape)
    }
    let pixels = operands[0].shape.height * operands[0].shape.width
    // More pixels than that, and sums of 8-bit integers leave 32 bits.
    guard pixels <= 1 << 23 else {
      throw IllegalOp("op.size", "the mean of \(pixels) integers does not fit in 32 bits")
    }
    guard let output else { return TensorType(shape, from) }
    let result = try integerType(of: shape, output)
    guard IntegerMean(of: pixels, from: from, to: output).isLegal else {
      throw IllegalOp(
        "op.quantization", "the scales \(from.scale) and \(result) lie too far apart")
    }
    return result
  }

  package func access(_ weights: WeightStore) -> [OperandAccess] {
    [OperandAccess(.everything, .same)]
  }

  package func evaluate(_ operands: [Tensor], _ weights: WeightStore, _ result: Shape) -> Tensor {
    let input = operands[0]
    let pixels = input.shape.height * input.shape.width
    let mean = integerMean(of: pixels, input.quantization)
    return Tensor(result) { _, _, c in
      var sum = 0.0
      for pixel in 0..<pixels { sum += input.values[pixel * input.shape.channels + c] }
      if let mean { return Double(mean(Int32(sum))) }
      return sum / Double(pixels)
    }
  }

  /// How the sum of so many pixels becomes their mean over integers; nil over floats.
  package func integerMean(of pixels: Int, _ operand: Quantization?) -> IntegerMean? {
    operand.map { IntegerMean(of: pixels, from: $0, to: output) }
  }
}
