/// Where a program in C has its weights.
package enum WeightForm: String, CaseIterable, Sendable {
  /// In the file itself, as string literals.
  case literal
  /// In a file of bytes, which the assembler reads.
  case incbin
  /// In memory of the caller, who hands over its address.
  case pointer

  /// Whether they are a file of their own.
  package var isSeparate: Bool { self != .literal }
}
