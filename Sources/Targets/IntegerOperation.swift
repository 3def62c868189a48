/// What can be done with vectors of 32-bit integers, lane by lane.
package enum IntegerOperation: String, CaseIterable, Sendable {
  /// The vector at a pointer, aligned or not, and the store of one there.
  case load, store
  /// The same number in all lanes.
  case splat
  /// As many 8-bit integers at a pointer, with a sign or without.
  case bytes
  case unsignedBytes = "unsigned_bytes"
  /// The store of the low 8 bits of each lane.
  case storeBytes = "store_bytes"
  case add, subtract, multiply, least, most
  /// Twice as many 8-bit integers at a pointer, each widened to half a lane.
  case pairs
  /// The two 8-bit integers at a pointer, widened, in all lanes.
  case pairSplat = "pair_splat"
  /// The halves of each lane, both less the same number.
  case pairLess = "pair_less"
  /// The products of the halves of the first two, both added to the third.
  case addPairProducts = "add_pair_products"
  /// The lanes times multiplier * 2^(shift - 31), rounded twice, or once.
  case roundedTwice = "rounded_twice"
  case roundedOnce = "rounded_once"
  /// The lanes times the floats of these bits, to the nearest integer, halves to even.
  case roundedEven = "rounded_even"

  /// The names of its operands.
  package var operands: [String] {
    switch self {
    case .load, .splat, .bytes, .unsignedBytes, .pairs, .pairSplat: ["a"]
    case .store, .storeBytes, .add, .subtract, .multiply, .least, .most, .pairLess, .roundedEven:
      ["a", "b"]
    case .addPairProducts, .roundedTwice, .roundedOnce: ["a", "b", "c"]
    }
  }
}
