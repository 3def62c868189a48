/// What can be done with vectors of floats, lane by lane.
package enum VectorOperation: String, CaseIterable, Sendable {
  /// The vector at a pointer, aligned or not, and the store of one there.
  case load, store
  /// The same number in all lanes.
  case splat
  case add, subtract, multiply
  /// The product of the first two, added to the third.
  case multiplyAdd = "multiply_add"
  /// The first, unless it is greater, or less, than the second; the first if either is not a number.
  case least, most

  package var operandCount: Int {
    switch self {
    case .load, .splat: 1
    case .store, .add, .subtract, .multiply, .least, .most: 2
    case .multiplyAdd: 3
    }
  }
}
