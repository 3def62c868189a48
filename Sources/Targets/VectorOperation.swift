/// What can be done with vectors of floats, lane by lane.
package enum VectorOperation: String, CaseIterable, Sendable {
  /// The vector at a pointer, aligned or not, and the store of one there.
  case load, store
  /// The same number in all lanes.
  case splat
  /// The vector of so many numbers.
  case gather
  case add, subtract, multiply
  /// The product of the first two, added to the third; rounded once where the machine can.
  case multiplyAdd = "multiply_add"
  /// The product of the first and a lane of the second, whose number is the third, added to the
  /// fourth.
  case multiplyAddLane = "multiply_add_lane"
  /// The first, unless it is greater, or less, than the second, which is a number; so the first if it
  /// is not a number itself. Of two zeros either one.
  case least, most

  private func operandCount(lanes: Int) -> Int {
    switch self {
    case .load, .splat: 1
    case .store, .add, .subtract, .multiply, .least, .most: 2
    case .multiplyAdd: 3
    case .multiplyAddLane: 4
    case .gather: lanes
    }
  }

  /// The names of its operands: `a`, `b` and so on.
  package func operands(lanes: Int) -> [String] {
    Array("abcdefghijklmnop").prefix(operandCount(lanes: lanes)).map(String.init)
  }
}
