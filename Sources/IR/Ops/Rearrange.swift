/// A map whose elements are those of another in a regular order, or a constant around them.
///
/// The element at (y, x, c) is element `start` + y * `steps`[0] + x * `steps`[1] + c * `steps`[2] of the
/// operand, whose own lie row by row, channels fastest; outside of `inside` it is `fill`. What other
/// graphs call reshape, transpose, slice, expand, flip and pad are of this kind.
package struct Rearrange: Operation {
  /// Of the result.
  package var shape = Shape(1, 1, 1)
  package var start = Element()
  package var steps = Steps()
  /// What of the result comes from the operand: [top, bottom, left, right, first channel, last], each
  /// pair as in `first..<last`; all of it unless given.
  package var inside: Inside?
  /// A number of the operand's own kind: of a map of integers, an integer.
  package var fill: Float = 0

  package init() {}

  package static let mnemonic = "rearrange"
  package static let operandNames = ["input"]
  package static let attributes: [Attribute<Self>] = [
    .integers("shape", \.shape),
    .integers("start", \.start),
    .integers("steps", \.steps),
    .optionalIntegers("inside", \.inside),
    .optionalFloat("fill", \.fill, 0),
  ]

  /// The place of one element.
  package struct Element: IntegerList {
    package var index = 0

    package init(_ index: Int = 0) { self.index = index }

    package init?(integers: [Int]) {
      guard integers.count == 1 else { return nil }
      index = integers[0]
    }

    package var integers: [Int] { [index] }
  }

  /// Elements of the operand between neighbours of the result along each axis; may be negative.
  package struct Steps: IntegerList {
    package var height = 0
    package var width = 0
    package var channels = 0

    package init(_ height: Int = 0, _ width: Int = 0, _ channels: Int = 0) {
      self.height = height
      self.width = width
      self.channels = channels
    }

    package init?(integers: [Int]) {
      guard integers.count == 3 else { return nil }
      self.init(integers[0], integers[1], integers[2])
    }

    package var integers: [Int] { [height, width, channels] }
  }

  /// A box in the result.
  package struct Inside: IntegerList {
    package var rows: Range<Int>
    package var columns: Range<Int>
    package var channels: Range<Int>

    package init(rows: Range<Int>, columns: Range<Int>, channels: Range<Int>) {
      self.rows = rows
      self.columns = columns
      self.channels = channels
    }

    package init?(integers n: [Int]) {
      guard n.count == 6, n[0] <= n[1], n[2] <= n[3], n[4] <= n[5] else { return nil }
      self.init(rows: n[0]..<n[1], columns: n[2]..<n[3], channels: n[4]..<n[5])
    }

    package var integers: [Int] {
      [
        rows.lowerBound, rows.upperBound, columns.lowerBound, columns.upperBound,
        channels.lowerBound, channels.upperBound,
      ]
    }
  }

  /// The box that comes from the operand.
  package var box: Inside {
    inside
      ?? Inside(rows: 0..<shape.height, columns: 0..<shape.width, channels: 0..<shape.channels)
  }

  package func resultType(
    _ operands: [TensorType], _ weights: WeightStore
  ) throws(IllegalOp) -> TensorType {
    guard shape.isAcceptable else { throw IllegalOp("op.size", "there is no map of \(shape)") }
    let box = box
    guard box.rows.lowerBound >= 0, box.columns.lowerBound >= 0, box.channels.lowerBound >= 0,
      box.rows.upperBound <= shape.height, box.columns.upperBound <= shape.width,
      box.channels.upperBound <= shape.channels
    else {
      throw IllegalOp("op.rearrange", "inside \(box.integers) lies not within \(shape)")
    }
    try checkReach(operands[0].shape)
    guard operands[0].quantization == nil || ElementType.i8Range.contains(Int(exactly: fill) ?? 128)
    else { throw IllegalOp("op.rearrange", "fill must be an integer of 8 bits, it is \(fill)") }
    guard fill.isFinite else { throw IllegalOp("op.rearrange", "fill must be finite") }
    var result = operands[0]
    result.shape = shape
    return result
  }

  /// Whether all elements it reads are there.
  private func checkReach(_ operand: Shape) throws(IllegalOp) {
    let box = box
    guard !box.rows.isEmpty, !box.columns.isEmpty, !box.channels.isEmpty else { return }
    let limits = -Shape.largestCount...Shape.largestCount
    guard ([start.index] + steps.integers).allSatisfy(limits.contains) else {
      throw IllegalOp("op.rearrange", "start and steps must have 32 bits")
    }
    var (least, most) = (start.index, start.index)
    for (range, step) in [
      (box.rows, steps.height), (box.columns, steps.width), (box.channels, steps.channels),
    ] {
      let ends = [range.lowerBound * step, (range.upperBound - 1) * step]
      least += min(ends[0], ends[1])
      most += max(ends[0], ends[1])
    }
    guard least >= 0, most < operand.count else {
      throw IllegalOp(
        "op.rearrange", "elements \(least) to \(most) are read, \(operand) has \(operand.count)")
    }
  }

  package func access(_ weights: WeightStore) -> [OperandAccess] {
    [OperandAccess(.everything, .some)]
  }

  package func evaluate(_ operands: [Tensor], _ weights: WeightStore, _ result: Shape) -> Tensor {
    let box = box
    return Tensor(result) { y, x, c in
      guard box.rows.contains(y), box.columns.contains(x), box.channels.contains(c) else {
        return Double(fill)
      }
      return operands[0].values[
        start.index + y * steps.height + x * steps.width + c * steps.channels]
    }
  }
}
