import Basics

/// A place in a JSON text that knows its line and column.
struct JSONCursor {
  let bytes: [UInt8]
  private let file: String
  private(set) var offset = 0
  private var line = 1
  private var lineStart = 0
  /// Bytes of the current line that do not begin a scalar and so do not count as a column.
  private var continuationBytes = 0

  init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  func position(_ path: FieldPath?) -> JSONPosition {
    JSONPosition(
      file: file, line: line, column: offset - lineStart - continuationBytes + 1, path: path)
  }

  mutating func advance() {
    switch bytes[offset] {
    case UInt8(ascii: "\n"):
      line += 1
      lineStart = offset + 1
      continuationBytes = 0
    case 0x80...0xbf: continuationBytes += 1
    default: break
    }
    offset += 1
  }

  mutating func skipWhitespace() {
    while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
      advance()
    }
  }

  /// Steps over `text` (ASCII, one line) if it stands here.
  mutating func take(_ text: String) -> Bool {
    guard bytes[offset...].starts(with: text.utf8) else { return false }
    offset += text.utf8.count
    return true
  }

  /// A syntax error here: what stands here against what was expected.
  func refuse(expecting expected: String, path: FieldPath?) -> Rejection {
    refuse("json.syntax", "expected \(expected), found \(found)", path: path)
  }

  func refuse(_ id: String, _ message: String, path: FieldPath?) -> Rejection {
    Rejection(.badFile, id, at: position(path).origin, message)
  }

  private var found: String {
    guard let byte = next else { return "the end of the file" }
    if offset == 0 && bytes.starts(with: [0xef, 0xbb, 0xbf]) { return "a byte order mark" }
    var parser = Unicode.UTF8.ForwardParser()
    var rest = bytes[offset...].makeIterator()
    guard byte >= 0x20, byte != 0x7f, case .valid(let scalar) = parser.parseScalar(from: &rest)
    else { return "the byte 0x\(String(byte, radix: 16))" }
    return "`\(Unicode.UTF8.decode(scalar))`"
  }
}
