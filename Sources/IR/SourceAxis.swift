/// Where along an axis of an operand a position of a resized map lies:
/// (factor * position + offset) / divisor, within the operand.
///
/// A fraction of integers is exact where steps of floats are not. An axis of n pixels made from m is
/// with half-pixel centres (2 m i + m - n) / 2 n, with aligned corners (m - 1) i / (n - 1), and without
/// either m i / n.
package struct SourceAxis: IntegerList {
  package var factor: Int
  package var offset: Int
  package var divisor: Int

  package init(factor: Int = 1, offset: Int = 0, divisor: Int = 1) {
    self.factor = factor
    self.offset = offset
    self.divisor = divisor
  }

  package init?(integers: [Int]) {
    guard integers.count == 3 else { return nil }
    self.init(factor: integers[0], offset: integers[1], divisor: integers[2])
  }

  package var integers: [Int] { [factor, offset, divisor] }

  /// In parts of the divisor, where position `index` lies along an operand of `extent`.
  package func parts(at index: Int, extent: Int) -> Int {
    min(max(factor * index + offset, 0), (extent - 1) * divisor)
  }

  /// Whether that can be computed in 32 bits, for so many positions.
  func check(outputs: Int, extent: Int, _ name: String) throws(IllegalOp) {
    let most = Int(Int32.max)
    guard (1...1 << 20).contains(divisor), (0...1 << 20).contains(factor),
      abs(offset) <= 1 << 20, (1...1 << 20).contains(outputs),
      factor * (outputs - 1) + abs(offset) <= most, extent * divisor <= most
    else {
      throw IllegalOp(
        "op.resize",
        "\(outputs) \(name) at (\(factor) i + \(offset)) / \(divisor) of \(extent) leave 32 bits")
    }
  }
}

/// The type of a map resized to so many rows and columns.
func resizedType(
  _ operand: TensorType, to size: Stride, _ rows: SourceAxis, _ columns: SourceAxis
) throws(IllegalOp) -> TensorType {
  try rows.check(outputs: size.height, extent: operand.shape.height, "rows")
  try columns.check(outputs: size.width, extent: operand.shape.width, "columns")
  var result = operand
  result.shape = Shape(size.height, size.width, operand.shape.channels)
  return result
}
