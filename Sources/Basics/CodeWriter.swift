/// Collects lines of text and owns their indentation.
package struct CodeWriter: Sendable {
  package private(set) var text = ""
  private var depth = 0
  private let unit: String

  package init(indent: Int = 2) { unit = String(repeating: " ", count: indent) }

  /// Writes one line; several lines in one string are indented alike, an empty one stays empty.
  package mutating func line(_ content: String = "") {
    for part in content.split(separator: "\n", omittingEmptySubsequences: false) {
      if !part.isEmpty {
        for _ in 0..<depth { text += unit }
        text += part
      }
      text += "\n"
    }
  }

  /// Writes `head {`, the body one step further in, and `}` followed by `tail`.
  package mutating func block(
    _ head: String, tail: String = "", _ body: (inout CodeWriter) throws -> Void
  ) rethrows {
    line(head.isEmpty ? "{" : head + " {")
    depth += 1
    try body(&self)
    depth -= 1
    line("}" + tail)
  }
}
