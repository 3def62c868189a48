import Targets

/// What kernels of dot products call.
package enum DotFunction: String, CaseIterable, Sendable {
  /// (a, b, c, d): a vector of four numbers.
  case fourOf = "four_of"
  /// (vector, multiplier, shift): a fixed-point product of shifts to the right, rounded twice, the second
  /// time halves up.
  case roundedUp = "rounded_up"
  /// (to, vector, count): the store of the low 8 bits of the first lanes.
  case storeSome = "store_some"

  func callAsFunction(_ operands: Expression...) -> Expression { .apply(rawValue, operands) }
}

extension DotInstructions {
  /// The name of the loop over the depth.
  package func loopName(pixels: Int) -> String { "dot_\(tile.channels)x\(pixels)" }
}
