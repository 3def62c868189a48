import IR

/// Floats with which two integers become their sum in another scale in a few instructions, and exactly
/// as in the reference, which is tried for all pairs there are.
struct FloorSum: Hashable {
  /// What is subtracted from the operands: their zero points, or nothing where what they add fits into the
  /// offset.
  let leftZero: Int
  let rightZero: Int
  /// What the operands are multiplied with then, and what is added.
  let left: Float
  let right: Float
  let offset: Float

  /// Nil where no floats give all results; `unsigned` are the places of operands that are taken without signs,
  /// each 128 more, and `raises` says that the sum is 128 more.
  init?(_ add: IntegerAdd, unsigned: Set<Int>, raises: Bool) {
    let range = raises ? ElementType.raisedRange : ElementType.i8Range
    let results = ElementType.i8Range.map { x in
      ElementType.i8Range.map { y in add(x, y) + (raises ? 128 : 0) }
    }
    let more = [0, 1].map { unsigned.contains($0) ? 128 : 0 }
    let zeros = (add.left.zeroPoint + more[0], add.right.zeroPoint + more[1])
    let scale = Double(add.output.result.scale)
    let (left, right) = (
      Float(Double(add.left.scale) / scale), Float(Double(add.right.scale) / scale)
    )
    // All sums stay far within 32 bits.
    guard left < 0x1p20, right < 0x1p20 else { return nil }
    for (leftZero, rightZero) in [(0, 0), zeros] {
      for left in [left, left.nextUp, left.nextDown] {
        for right in [right, right.nextUp, right.nextDown] {
          if let sum = FloorSum(left, leftZero, right, rightZero, more, results, in: range) {
            self = sum
            return
          }
        }
      }
    }
    return nil
  }

  private init?(
    _ left: Float, _ leftZero: Int, _ right: Float, _ rightZero: Int, _ more: [Int],
    _ results: [[Int]], in range: ClosedRange<Int>
  ) {
    let lefts = ElementType.i8Range.map { $0 + more[0] - leftZero }
    let rights = ElementType.i8Range.map { $0 + more[1] - rightZero }
    var (low, high) = (-Double.infinity, Double.infinity)
    for (x, row) in zip(lefts, results) {
      for (y, result) in zip(rights, row) {
        let sum = Double(x) * Double(left) + Double(y) * Double(right)
        if result > range.lowerBound { low = max(low, Double(result) - sum) }
        if result < range.upperBound { high = min(high, Double(result + 1) - sum) }
      }
    }
    guard low < high, low.isFinite, high.isFinite else { return nil }
    self.leftZero = leftZero
    self.rightZero = rightZero
    self.left = left
    self.right = right
    offset = Float((low + high) / 2)
    for (x, row) in zip(lefts, results) {
      for (y, result) in zip(rights, row) where !gives(result, x, y, in: range) {
        return nil
      }
    }
  }

  /// Whether a pair has its result, with sums rounded to floats as in vectors and with those of doubles.
  private func gives(_ result: Int, _ x: Int, _ y: Int, in range: ClosedRange<Int>) -> Bool {
    let product = Double(x) * Double(left)
    let rounded = offset.addingProduct(Float(y), right)
    let double = Double(y) * Double(right) + Double(offset)
    return [Double(rounded), double].allSatisfy { more in
      let floor = (product + more).rounded(.down)
      return min(max(floor, Double(range.lowerBound)), Double(range.upperBound)) == Double(result)
    }
  }

  /// The integer for two operands, which may lie beyond those of 8 bits.
  func sum(_ x: Expression, _ y: Expression) -> Expression {
    IntegerFunction.sumFloor(
      x.plus(-leftZero), .bits(of: left), y.plus(-rightZero), .bits(of: right), .bits(of: offset))
  }
}
