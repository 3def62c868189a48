/// Text from a file as a message may show it, in quotes.
package func quoted(_ text: String) -> String { "\"\(shortened(text))\"" }

/// Text from a file as a message may show it: 60 scalars of it at most, without control characters.
func shortened(_ text: String) -> String {
  // Counted in scalars, because a single character may be any number of them.
  let head = text.unicodeScalars.prefix(60)
  let rest = head.endIndex == text.endIndex ? "" : "..."
  return escaped(String(head)) + rest
}

/// Control characters written out: they could move a terminal's cursor or recolour it.
package func escaped(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: \.isControl) else { return text }
  return text.unicodeScalars.map { scalar in
    scalar.isControl ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
  }.joined()
}

extension Unicode.Scalar {
  fileprivate var isControl: Bool { value < 0x20 || (0x7f...0x9f).contains(value) }
}
