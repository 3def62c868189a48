import Basics

/// A cursor over the fields of a plain CSV file: commas and line ends, no quotes.
struct CSVCursor {
  let bytes: [UInt8]
  let file: String
  private(set) var line = 1
  private var lineStart = 0
  private(set) var index = 0

  init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) {
      index = 3
      lineStart = 3
    }
  }

  var isAtEnd: Bool { index == bytes.count }

  /// The end of a line, or of the file.
  var isAtLineEnd: Bool {
    isAtEnd || bytes[index] == UInt8(ascii: "\n")
      || (bytes[index] == UInt8(ascii: "\r")
        && (index + 1 == bytes.count || bytes[index + 1] == UInt8(ascii: "\n")))
  }

  /// Steps over the bytes of a field, without the comma behind it.
  mutating func field() -> Range<Int> {
    let start = index
    while !isAtLineEnd, bytes[index] != UInt8(ascii: ",") { index += 1 }
    return start..<index
  }

  /// Steps over a comma, if there is one here.
  mutating func comma() -> Bool {
    guard !isAtEnd, bytes[index] == UInt8(ascii: ",") else { return false }
    index += 1
    return true
  }

  /// Steps over the end of a line.
  mutating func nextLine() {
    if !isAtEnd, bytes[index] == UInt8(ascii: "\r") { index += 1 }
    if !isAtEnd, bytes[index] == UInt8(ascii: "\n") { index += 1 }
    line += 1
    lineStart = index
  }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// A rejection that points at a byte of the current line; `name` is the column's.
  func refuse(_ id: String, at byte: Int, _ name: String, _ message: String) -> Rejection {
    Rejection(
      .badFile, "csv.\(id)",
      at: .text(file: file, line: line, column: byte - lineStart + 1, path: name), message)
  }
}
