import Basics

/// A word of the text form and where it stands.
struct Token: Hashable {
  enum Kind: Hashable {
    /// A bare word: a keyword, a mnemonic, a number.
    case word(String)
    /// A text in double quotes.
    case string(String)
    /// `{ } [ ] ( ) , = : % @`
    case symbol(Character)
    case end
  }

  let kind: Kind
  let line: Int
  let column: Int
}

extension Token.Kind: CustomStringConvertible {
  var description: String {
    switch self {
    case .word(let word): "\"\(word.prefix(40))\""
    case .string(let text): "the text \"\(text.prefix(40))\""
    case .symbol(let symbol): "\"\(symbol)\""
    case .end: "the end of the file"
    }
  }
}

/// Cuts the text form into tokens; `//` starts a comment to the end of the line.
struct Lexer {
  private let bytes: [UInt8]
  private let file: String
  private var position = 0
  private var line = 1
  private var lineStart = 0

  init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  private var column: Int { position - lineStart + 1 }

  func rejection(_ id: String, line: Int, column: Int, _ message: String) -> Rejection {
    Rejection(
      .badFile, id, at: .text(file: file, line: line, column: column, path: ""), message)
  }

  mutating func next() throws(Rejection) -> Token {
    skipBlanks()
    let (line, column) = (line, column)
    func token(_ kind: Token.Kind) -> Token { Token(kind: kind, line: line, column: column) }
    guard position < bytes.count else { return token(.end) }
    let byte = bytes[position]
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "]"),
      UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ","), UInt8(ascii: "="),
      UInt8(ascii: ":"), UInt8(ascii: "%"), UInt8(ascii: "@"):
      position += 1
      return token(.symbol(Character(UnicodeScalar(byte))))
    case UInt8(ascii: "\""):
      return token(.string(try string(line, column)))
    case _ where isWordByte(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+"):
      let start = position
      while position < bytes.count,
        isWordByte(bytes[position]) || bytes[position] == UInt8(ascii: "-")
          || bytes[position] == UInt8(ascii: "+")
      {
        // `//` ends a word even though `/` may stand in one.
        if bytes[position] == UInt8(ascii: "/"), position + 1 < bytes.count,
          bytes[position + 1] == UInt8(ascii: "/")
        {
          break
        }
        position += 1
      }
      return token(.word(String(decoding: bytes[start..<position], as: UTF8.self)))
    default:
      throw rejection(
        "text.character", line: line, column: column,
        "a byte 0x\(String(byte, radix: 16)) cannot stand here")
    }
  }

  private mutating func skipBlanks() {
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\n"):
        position += 1
        line += 1
        lineStart = position
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
        position += 1
      case UInt8(ascii: "/")
      where position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: "/"):
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
      default: return
      }
    }
  }

  private mutating func string(_ line: Int, _ column: Int) throws(Rejection) -> String {
    position += 1
    var text: [UInt8] = []
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\") where position + 1 < bytes.count:
        let escaped = bytes[position + 1]
        text.append(escaped == UInt8(ascii: "n") ? UInt8(ascii: "\n") : escaped)
        position += 2
      default:
        text.append(bytes[position])
        position += 1
      }
    }
    throw rejection("text.string", line: line, column: column, "a text starts here and never ends")
  }
}
