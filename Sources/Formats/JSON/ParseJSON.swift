import Basics

/// A value takes some hundred times the memory of its text, and 16 MiB are far beyond any network.
private let mostJSONBytes = 16 << 20

/// Reads one JSON text (RFC 8259), strictly.
///
/// Refused: comments, trailing commas, duplicate keys, a byte order mark, invalid UTF-8, lone
/// surrogates, numbers beyond Double, and nesting deeper than 64.
package func parseJSON(_ bytes: [UInt8], file: String) throws(Rejection) -> JSONValue {
  guard bytes.count <= mostJSONBytes else {
    throw Rejection(
      .badFile, "json.too-large", at: .file(file),
      "holds \(bytes.count) bytes of JSON, expected at most \(mostJSONBytes)")
  }
  var parser = JSONParser(bytes, file: file)
  return try parser.document()
}

/// A recursive descent over the bytes; the depth limit bounds the recursion.
struct JSONParser {
  var cursor: JSONCursor

  private static let deepest = 64

  init(_ bytes: [UInt8], file: String) { cursor = JSONCursor(bytes, file: file) }

  mutating func document() throws(Rejection) -> JSONValue {
    let root = try value(at: nil, depth: 0)
    cursor.skipWhitespace()
    guard cursor.next == nil else {
      throw cursor.refuse(expecting: "the end of the file", path: nil)
    }
    return root
  }

  private mutating func value(at path: FieldPath?, depth: Int) throws(Rejection) -> JSONValue {
    cursor.skipWhitespace()
    let position = cursor.position(path)
    let content: JSONValue.Content
    switch cursor.next {
    case UInt8(ascii: "{"): content = try .object(members(of: path, depth: depth + 1))
    case UInt8(ascii: "["): content = try .array(elements(of: path, depth: depth + 1))
    case UInt8(ascii: "\""): content = try .string(string(at: path))
    case .some(let byte) where byte == UInt8(ascii: "-") || isDigit(byte):
      content = try .number(number(at: path))
    case UInt8(ascii: "t"): content = try word("true", meaning: .bool(true), at: path)
    case UInt8(ascii: "f"): content = try word("false", meaning: .bool(false), at: path)
    case UInt8(ascii: "n"): content = try word("null", meaning: .null, at: path)
    default: throw cursor.refuse(expecting: "a value", path: path)
    }
    return JSONValue(content: content, position: position)
  }

  private mutating func word(
    _ word: String, meaning content: JSONValue.Content, at path: FieldPath?
  ) throws(Rejection) -> JSONValue.Content {
    guard cursor.take(word) else { throw cursor.refuse(expecting: "`\(word)`", path: path) }
    return content
  }

  private mutating func elements(of path: FieldPath?, depth: Int) throws(Rejection) -> [JSONValue] {
    try checkDepth(depth, path)
    cursor.advance()
    cursor.skipWhitespace()
    guard !cursor.take("]") else { return [] }
    var elements: [JSONValue] = []
    while true {
      elements.append(try value(at: FieldPath(path, .index(elements.count)), depth: depth))
      cursor.skipWhitespace()
      if cursor.take("]") { return elements }
      guard cursor.take(",") else { throw cursor.refuse(expecting: "`,` or `]`", path: path) }
    }
  }

  private mutating func members(of path: FieldPath?, depth: Int) throws(Rejection) -> [JSONMember] {
    try checkDepth(depth, path)
    cursor.advance()
    cursor.skipWhitespace()
    guard !cursor.take("}") else { return [] }
    var members: [JSONMember] = []
    var lines: [String: Int] = [:]
    while true {
      cursor.skipWhitespace()
      guard cursor.next == UInt8(ascii: "\"") else {
        throw cursor.refuse(expecting: "a key in double quotes", path: path)
      }
      let start = cursor
      let key = try string(at: path)
      let keyPosition = start.position(FieldPath(path, .key(key)))
      if let line = lines.updateValue(keyPosition.line, forKey: key) {
        throw Rejection(
          .badFile, "json.duplicate-key", at: keyPosition.origin,
          "found the key \(quoted(key)) twice, first on line \(line); expected each key once")
      }
      cursor.skipWhitespace()
      guard cursor.take(":") else {
        throw cursor.refuse(expecting: "`:` after the key \(quoted(key))", path: path)
      }
      let value = try value(at: keyPosition.path, depth: depth)
      members.append(JSONMember(key: key, keyPosition: keyPosition, value: value))
      cursor.skipWhitespace()
      if cursor.take("}") { return members }
      guard cursor.take(",") else { throw cursor.refuse(expecting: "`,` or `}`", path: path) }
    }
  }

  private func checkDepth(_ depth: Int, _ path: FieldPath?) throws(Rejection) {
    guard depth <= Self.deepest else {
      throw cursor.refuse(
        "json.depth", "nested deeper than \(Self.deepest) arrays and objects", path: path)
    }
  }
}
