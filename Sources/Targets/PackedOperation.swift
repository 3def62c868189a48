/// What can be done with words that hold two 16-bit integers each.
package enum PackedOperation: String, CaseIterable, Sendable {
  /// (x): the bytes 0 and 2 of a word, or 1 and 3, widened with their signs or without.
  case evenBytes = "even_bytes"
  case oddBytes = "odd_bytes"
  case evenUnsigned = "even_unsigned"
  case oddUnsigned = "odd_unsigned"
  /// (sum, x, w): the product of the low halves, or of the high ones, added to a sum.
  case addLowProduct = "add_low_product"
  case addHighProduct = "add_high_product"
  /// (offset, x, multiplier): the high half of a product, halves up, added to an offset.
  case addRoundedHigh = "add_rounded_high"
  /// (x): the nearest number that 8 bits hold.
  case saturated

  /// The names of its operands.
  package var operands: [String] {
    switch self {
    case .evenBytes, .oddBytes, .evenUnsigned, .oddUnsigned, .saturated: ["a"]
    case .addLowProduct, .addHighProduct, .addRoundedHigh: ["a", "b", "c"]
    }
  }
}
