/// Collects lines of text and owns their indentation.
package struct CodeWriter: Sendable {
  package private(set) var text = ""
  private var depth = 0
  private let unit: String
  /// The longest line that `line(_:items:)` writes if it can.
  private let pageWidth = 100

  /// The columns that are left for a line.
  private var room: Int { pageWidth - depth * unit.utf8.count }

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

  /// Writes what another writer has, as far to the right as it is there.
  package mutating func add(_ other: CodeWriter) { text += other.text }

  /// Writes `head`, the items and `tail`; where that is wider than a page, in several lines that
  /// begin with `continuation`, or are indented as far as the first item.
  package mutating func line(
    _ head: String, items: [String], separator: String = ",", tail: String = "",
    continuation: String? = nil
  ) {
    var current = head
    var isEmpty = true
    for (index, item) in items.enumerated() {
      let piece = item + (index + 1 < items.count ? separator : tail)
      if !isEmpty, current.utf8.count + 1 + piece.utf8.count > room {
        line(current)
        current = continuation ?? String(repeating: " ", count: head.utf8.count)
        isEmpty = true
      }
      current += (isEmpty ? "" : " ") + piece
      isEmpty = false
    }
    line(items.isEmpty ? head + tail : current)
  }

  /// Writes `head {`, the body one step further in, and `}` followed by `tail`.
  package mutating func block(
    _ head: String, tail: String = "", _ body: (inout CodeWriter) throws -> Void
  ) rethrows {
    line(head.isEmpty ? "{" : head + " {")
    try indented(body)
    line("}" + tail)
  }

  /// Writes `head(items) {` like `line(_:items:)`, the body one step further in, and `}`.
  package mutating func block(
    _ head: String, items: [String], separator: String = ",",
    _ body: (inout CodeWriter) throws -> Void
  ) rethrows {
    line(head + "(", items: items, separator: separator, tail: ") {")
    try indented(body)
    line("}")
  }

  /// Writes `head(items)tail`; where that is wider than a page, the items in lines of their own.
  package mutating func list(_ head: String, items: [String], tail: String = "") {
    let whole = "\(head)(\(items.joined(separator: ", ")))\(tail)"
    if items.isEmpty || whole.utf8.count <= room { return line(whole) }
    line(head + "(")
    indented { $0.line("", items: items, continuation: "") }
    line(")" + tail)
  }

  /// Writes a body one step further in.
  package mutating func indented(_ body: (inout CodeWriter) throws -> Void) rethrows {
    depth += 1
    try body(&self)
    depth -= 1
  }
}
