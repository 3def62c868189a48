/// Maps one behind the other along an axis; the other two axes are as long in all of them.
///
/// Integers stand for the same numbers in all of them.
package struct Concatenate: Operation {
  package var axis = Axis.channels

  package init() {}

  package static let mnemonic = "concatenate"
  package static let operandNames = ["input"]
  package static let takesMore = true
  package static let attributes: [Attribute<Self>] = [.axis("axis", \.axis)]

  package func resultType(
    _ operands: [TensorType], _ weights: WeightStore
  ) throws(IllegalOp) -> TensorType {
    var result = operands[0]
    for operand in operands.dropFirst() {
      var type = operand
      type.shape[axis] = result.shape[axis]
      guard type == result else {
        throw IllegalOp(
          "op.shape", "\(operand) cannot stand behind \(result) along the \(axis.rawValue)")
      }
      let (sum, overflow) = result.shape[axis].addingReportingOverflow(operand.shape[axis])
      guard !overflow else { throw IllegalOp("op.size", "the maps are too large together") }
      result.shape[axis] = sum
    }
    return result
  }

  package func access(_ weights: WeightStore) -> [OperandAccess] {
    [OperandAccess(.everything, .some)]
  }

  package func evaluate(_ operands: [Tensor], _ weights: WeightStore, _ result: Shape) -> Tensor {
    Tensor(result) { y, x, channel in
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
