/// A map of another height and width, interpolated between the four pixels of the operand around
/// (factor * i + offset) / divisor, along each axis.
///
/// Over integers the weights are whole numbers, and their sum is rounded with halves away from zero:
/// with a divisor of 1024 that is TFLite's arithmetic (reference_ops.h, ResizeBilinearInteger). With an
/// `output` of the operand's integers and a rounding of halves up it is that of unsigned integers.
package struct ResizeBilinear: Operation {
  /// [height, width] of the result.
  package var size = Stride()
  package var rows = SourceAxis()
  package var columns = SourceAxis()
  package var output: Requantization?

  package init() {}

  package static let mnemonic = "resize_bilinear"
  package static let operandNames = ["input"]
  package static let attributes: [Attribute<Self>] = [
    .integers("size", \.size),
    .integers("rows", \.rows),
    .integers("columns", \.columns),
    .requantization("output", \.output),
  ]

  private var area: Int { rows.divisor * columns.divisor }

  package func resultType(
    _ operands: [TensorType], _ weights: WeightStore
  ) throws(IllegalOp) -> TensorType {
    let result = try resizedType(operands[0], to: size, rows, columns)
    if let output, output.rounding != .single || output.result != result.quantization {
      throw IllegalOp(
        "op.quantization",
        "an interpolation keeps its integers: expected single with the operand's scale and zero point"
      )
    }
    // 2^7 times both divisors must stay within 32 bits.
    guard result.quantization == nil || area <= 1 << 23 else {
      throw IllegalOp(
        "op.resize",
        "weights of \(rows.divisor) times \(columns.divisor) parts leave 32 bits over integers")
    }
    return result
  }

  package func access(_ weights: WeightStore) -> [OperandAccess] {
    [OperandAccess(.everything, .some)]
  }

  package func evaluate(_ operands: [Tensor], _ weights: WeightStore, _ result: Shape) -> Tensor {
    let input = operands[0]
    let mean = integerMean(input.quantization)
    return Tensor(result) { y, x, channel in
      let (row, down) = rows.parts(at: y, extent: input.shape.height)
        .quotientAndRemainder(dividingBy: rows.divisor)
      let (column, right) = columns.parts(at: x, extent: input.shape.width)
        .quotientAndRemainder(dividingBy: columns.divisor)
      var sum = 0.0
      for (dy, weight) in [(0, rows.divisor - down), (1, down)] where weight > 0 {
        for (dx, share) in [(0, columns.divisor - right), (1, right)] where share > 0 {
          sum +=
            input.values[input.index(row + dy, column + dx, channel)] * Double(weight * share)
        }
      }
      return mean.map { Double($0(Int32(sum))) } ?? sum / Double(area)
    }
  }

  /// How the weighed sum becomes an integer; nil over floats.
  package func integerMean(_ operand: Quantization?) -> IntegerMean? {
    operand.map { IntegerMean(of: area, from: $0, to: output) }
  }
}
