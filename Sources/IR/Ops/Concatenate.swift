/// Maps one behind the other along an axis; the other two axes are as long in all of them.
///
/// Integers stand for the same numbers in all of them. With `row` the elements of all of them, whatever
/// their shapes, fill rows of [width, channels] one after the other; the axis is the height then.
package struct Concatenate: Operation {
  package var axis = Axis.channels
  package var row: Row?

  /// What the rows of the result are.
  package struct Row: IntegerList {
    package var width: Int
    package var channels: Int

    package init(width: Int, channels: Int) {
      self.width = width
      self.channels = channels
    }

    package init?(integers: [Int]) {
      guard integers.count == 2 else { return nil }
      self.init(width: integers[0], channels: integers[1])
    }

    package var integers: [Int] { [width, channels] }
  }

  /// An operand as it stands in the result; nil where it fills no rows.
  package func seen(_ shape: Shape) -> Shape? {
    guard let row else { return shape }
    let (count, overflow) = row.width.multipliedReportingOverflow(by: row.channels)
    guard axis == .height, row.width > 0, row.channels > 0, !overflow,
      shape.count.isMultiple(of: count)
    else { return nil }
    return Shape(shape.count / count, row.width, row.channels)
  }

  package init() {}

  package static let mnemonic = "concatenate"
  package static let operandNames = ["input"]
  package static let takesMore = true
  package static let attributes: [Attribute<Self>] = [
    .axis("axis", \.axis), .optionalIntegers("row", \.row),
  ]

  package func resultType(
    _ operands: [TensorType], _ weights: WeightStore
  ) throws(IllegalOp) -> TensorType {
    var result = operands[0]
    for (index, operand) in operands.enumerated() {
      guard let shape = seen(operand.shape) else {
        throw IllegalOp(
          "op.shape",
          "\(operand) fills no rows of \(row?.integers ?? []) along the \(axis.rawValue)")
      }
      guard index > 0 else {
        result.shape = shape
        continue
      }
      var type = operand
      type.shape = shape
      type.shape[axis] = result.shape[axis]
      guard type == result else {
        throw IllegalOp(
          "op.shape", "\(operand) cannot stand behind \(result) along the \(axis.rawValue)")
      }
      let (sum, overflow) = result.shape[axis].addingReportingOverflow(shape[axis])
      guard !overflow else { throw IllegalOp("op.size", "the maps are too large together") }
      result.shape[axis] = sum
    }
    return result
  }

  package func access(_ weights: WeightStore) -> [OperandAccess] {
    [OperandAccess(.everything, .some)]
  }

  package func evaluate(_ operands: [Tensor], _ weights: WeightStore, _ result: Shape) -> Tensor {
    if row != nil { return Tensor(shape: result, values: operands.flatMap(\.values)) }
    return Tensor(result) { y, x, channel in
      var at = Shape(y, x, channel)
      for operand in operands {
        if at[axis] < operand.shape[axis] {
          return operand.values[operand.index(at.height, at.width, at.channels)]
        }
        at[axis] -= operand.shape[axis]
      }
      preconditionFailure("an element behind the last map")
    }
  }
}
