import Basics

extension JSONParser {
  /// The number here: `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`.
  mutating func number(at path: FieldPath?) throws(Rejection) -> JSONNumber {
    let start = cursor
    var isInteger = true
    _ = cursor.take("-")
    if cursor.take("0") {
      if let byte = cursor.next, isDigit(byte) {
        throw cursor.refuse(expecting: "no digit after a leading 0", path: path)
      }
    } else {
      try digits(at: path)
    }
    if cursor.take(".") {
      isInteger = false
      try digits(at: path)
    }
    if cursor.take("e") || cursor.take("E") {
      isInteger = false
      if !cursor.take("+") { _ = cursor.take("-") }
      try digits(at: path)
    }
    let text = String(decoding: cursor.bytes[start.offset..<cursor.offset], as: UTF8.self)
    guard let double = Double(text), double.isFinite else {
      throw start.refuse(
        "json.number", "expected a number of at most 1.8e308, found \(shortened(text))", path: path)
    }
    return JSONNumber(text: text, double: double, integer: isInteger ? Int(text) : nil)
  }

  private mutating func digits(at path: FieldPath?) throws(Rejection) {
    guard let byte = cursor.next, isDigit(byte) else {
      throw cursor.refuse(expecting: "a digit", path: path)
    }
    while let byte = cursor.next, isDigit(byte) { cursor.advance() }
  }

  /// The string here, with its escapes resolved.
  mutating func string(at path: FieldPath?) throws(Rejection) -> String {
    let start = cursor
    cursor.advance()
    var utf8: [UInt8] = []
    while true {
      switch cursor.next {
      case UInt8(ascii: "\""):
        cursor.advance()
        guard let text = String(validating: utf8, as: UTF8.self) else {
          throw invalidUTF8(from: start, path: path)
        }
        return text
      case UInt8(ascii: "\\"):
        utf8.append(contentsOf: String(try escape(at: path)).utf8)
      case .some(let byte) where byte >= 0x20:
        utf8.append(byte)
        cursor.advance()
      case nil: throw cursor.refuse(expecting: "`\"` at the end of a string", path: path)
      default:
        throw cursor.refuse(expecting: "control characters in strings to be escaped", path: path)
      }
    }
  }

  private mutating func escape(at path: FieldPath?) throws(Rejection) -> Unicode.Scalar {
    let start = cursor
    cursor.advance()
    let escapes: [(letter: String, meaning: Unicode.Scalar)] = [
      ("\"", "\""), ("\\", "\\"), ("/", "/"), ("b", "\u{8}"), ("f", "\u{c}"), ("n", "\n"),
      ("r", "\r"), ("t", "\t"),
    ]
    for (letter, meaning) in escapes where cursor.take(letter) { return meaning }
    guard cursor.take("u") else {
      throw cursor.refuse(expecting: "one of `\"\\/bfnrtu` after a backslash", path: path)
    }
    var code = try hexadecimal(at: path)
    if 0xd800...0xdbff ~= code && cursor.take("\\u") {
      let low = try hexadecimal(at: path)
      // Any low half that is not one leaves a value that no scalar has.
      code = 0xdc00...0xdfff ~= low ? 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00) : code
    }
    guard let scalar = Unicode.Scalar(code) else {
      throw start.refuse(
        "json.syntax", "expected a pair of surrogate escapes, found half of one", path: path)
    }
    return scalar
  }

  private mutating func hexadecimal(at path: FieldPath?) throws(Rejection) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = cursor.next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue,
        byte < 0x80
      else { throw cursor.refuse(expecting: "four hexadecimal digits after `\\u`", path: path) }
      code = code << 4 | UInt32(digit)
      cursor.advance()
    }
    return code
  }

  /// The refusal at the first byte of a string that is not UTF-8.
  private func invalidUTF8(from start: JSONCursor, path: FieldPath?) -> Rejection {
    var place = start
    while place.offset < cursor.offset {
      var parser = Unicode.UTF8.ForwardParser()
      var rest = place.bytes[place.offset..<cursor.offset].makeIterator()
      guard case .valid(let scalar) = parser.parseScalar(from: &rest) else { break }
      for _ in scalar { place.advance() }
    }
    let byte = String(place.next ?? 0, radix: 16)
    return place.refuse(
      "json.utf8", "expected UTF-8, found the byte 0x\(byte) which is not part of it", path: path)
  }
}

func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
