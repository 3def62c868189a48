import Targets

/// What kernels of dot products call beside the functions of the machine.
package enum DotFunction: String, CaseIterable, Sendable {
  /// (to, from, count): copies bytes.
  case copy = "copy_bytes"
  /// (to, number, count): writes a number into bytes.
  case fill = "fill_bytes"
  /// (pointer, words): the addresses of the words there and of three others, so far apart, less by four.
  case addresses = "addresses_of"
  /// (to, vector, count): the store of the low 8 bits of the first lanes.
  case storeSome = "store_some"

  func callAsFunction(_ operands: Expression...) -> Expression { .apply(rawValue, operands) }

  func call(_ operands: Expression...) -> Statement { .call(rawValue, operands) }

  /// The name of (to, rows, first, last, from, columns, rounds, bytes, skip, outside): the interleaved bytes of
  /// rows, each from a place on, by the machine's function for those that are inside of the image.
  package static func columns(rows: Int, isWhole: Bool) -> String {
    "interleave_\(rows)" + (isWhole ? "" : "_some")
  }
}
