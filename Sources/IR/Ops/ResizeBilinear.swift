/// A map of another height and width, interpolated between the four pixels of the operand around
/// (factor * i + offset) / divisor, along each axis.
///
/// Over integers the weights are whole numbers, and their sum is rounded with halves away from zero:
/// with a divisor of 1024 that is TFLite's arithmetic (reference_ops.h, ResizeBilinearInteger).
package struct ResizeBilinear: Operation {
  /// [height, width] of the result.
  package var size = Stride()
  package var rows = SourceAxis()
  package var columns = SourceAxis()

  package init() {}

  package static let mnemonic = "resize_bilinear"
  package static let operandNames = ["input"]
  package static let attributes: [Attribute<Self>] = [
    .integers("size", \.size),
    .integers("rows", \.rows),
    .integers("columns", \.columns),
  ]

  package func resultType(
    _ operands: [TensorType], _ weights: WeightStore
  ) throws(IllegalOp) -> TensorType {
    let result = try resizedType(operands[0], to: size, rows, columns)
    // 2^7 times both divisors must stay within 32 bits.
    guard result.quantization == nil || rows.divisor * columns.divisor <= 1 << 23 else {
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
    let area = rows.divisor * columns.divisor
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
      guard input.quantization != nil else { return sum / Double(area) }
      return (sum / Double(area)).rounded(.toNearestOrAwayFromZero)
    }
  }
}
