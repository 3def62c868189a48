/// A map of another height and width whose pixels are those of the operand that lie before
/// (factor * i + offset) / divisor, along each axis.
///
/// Rounding to the nearest is in the offset: half of the divisor more rounds halves up.
package struct ResizeNearest: Operation {
  /// [height, width] of the result.
  package var size = Stride()
  package var rows = SourceAxis()
  package var columns = SourceAxis()

  package init() {}

  package static let mnemonic = "resize_nearest"
  package static let operandNames = ["input"]
  package static let attributes: [Attribute<Self>] = [
    .integers("size", \.size),
    .integers("rows", \.rows),
    .integers("columns", \.columns),
  ]

  package func resultType(
    _ operands: [TensorType], _ weights: WeightStore
  ) throws(IllegalOp) -> TensorType { try resizedType(operands[0], to: size, rows, columns) }

  package func access(_ weights: WeightStore) -> [OperandAccess] {
    [OperandAccess(.everything, .some)]
  }

  package func evaluate(_ operands: [Tensor], _ weights: WeightStore, _ result: Shape) -> Tensor {
    let input = operands[0]
    return Tensor(result) { y, x, channel in
      let row = rows.parts(at: y, extent: input.shape.height) / rows.divisor
      let column = columns.parts(at: x, extent: input.shape.width) / columns.divisor
      return input.values[input.index(row, column, channel)]
    }
  }
}
