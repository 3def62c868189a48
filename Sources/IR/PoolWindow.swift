/// The type of an operand after a window passed over it, its channels kept.
func pooledType(
  _ operand: TensorType, _ window: Window
) throws(IllegalOp) -> TensorType {
  let size = try window.outputSize(over: operand.shape)
  var result = operand
  result.shape = Shape(size.height, size.width, operand.shape.channels)
  return result
}

/// Each element of a result from those of its window.
func pool(
  _ input: Tensor, _ window: Window, _ result: Shape, _ element: ([Double]) -> Double
) -> Tensor {
  let (rows, columns) = (window.rows, window.columns)
  return Tensor(result) { y, x, channel in
    var values: [Double] = []
    for row in rows.reads(at: y, extent: input.shape.height) {
      for column in columns.reads(at: x, extent: input.shape.width) {
        values.append(input.values[input.index(row, column, channel)])
      }
    }
    return element(values)
  }
}
