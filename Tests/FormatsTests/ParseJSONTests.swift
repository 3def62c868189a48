import Basics
import Formats
import Testing

/// What a JSON text is worth, without positions.
private func plain(_ value: JSONValue) -> String {
  switch value.content {
  case .null: "null"
  case .bool(let bool): "\(bool)"
  case .number(let number): number.integer.map { "\($0)" } ?? "\(number.double)"
  case .string(let string): "'\(string)'"
  case .array(let values): "[" + values.map(plain).joined(separator: " ") + "]"
  case .object(let members):
    "{" + members.map { "\($0.key):\(plain($0.value))" }.joined(separator: " ") + "}"
  }
}

private func parse(_ text: String) throws(Rejection) -> JSONValue {
  try parseJSON(Array(text.utf8), file: "v.json")
}

@Suite struct ParseJSONTests {
  @Test(arguments: [
    ("null", "null"), (" [ true,false ]\r\n\t", "[true false]"), ("[]", "[]"), ("{}", "{}"),
    ("-0", "0"), ("1.0", "1.0"), ("1e3", "1000.0"), ("-12.5E-1", "-1.25"),
    ("9223372036854775807", "9223372036854775807"),
    ("9223372036854775808", "9.223372036854776e+18"),
    (#""a\"\\\/\b\f\n\r\t""#, "'a\"\\/\u{8}\u{c}\n\r\t'"), (#""\u00e9\ud83d\ude00é""#, "'é😀é'"),
    (#"{"b": 1, "a": [2, {"c": ""}]}"#, "{b:1 a:[2 {c:''}]}"),
  ])
  func readsValues(text: String, expected: String) throws {
    #expect(plain(try parse(text)) == expected)
  }

  @Test func givesPositionsAndPaths() throws {
    let root = try parse("{\n  \"é\": 0, \"blocks\": [1,\n    {\"stride\": 2}]\n}")
    #expect(root.origin == .text(file: "v.json", line: 1, column: 1, path: ""))
    guard case .object(let members) = root.content, let blocks = members[1].value.array,
      case .object(let block) = blocks[1].content
    else {
      Issue.record("not the expected shape")
      return
    }
    #expect("\(members[1].keyOrigin)" == "v.json:2:11: blocks")
    #expect("\(blocks[0].origin)" == "v.json:2:22: blocks[0]")
    #expect("\(block[0].value.origin)" == "v.json:3:16: blocks[1].stride")
  }

  @Test(arguments: [
    ("", "v.json:1:1: error: expected a value, found the end of the file [json.syntax]"),
    ("[1,]", "v.json:1:4: [1]: error: expected a value, found `]` [json.syntax]"),
    ("[1 2]", "v.json:1:4: error: expected `,` or `]`, found `2` [json.syntax]"),
    ("{\"a\": 1\n \"b\"", "v.json:2:2: error: expected `,` or `}`, found `\"` [json.syntax]"),
    ("{a: 1}", "v.json:1:2: error: expected a key in double quotes, found `a` [json.syntax]"),
    (
      "{\"a\" 1}", "v.json:1:6: error: expected `:` after the key \"a\", found `1` [json.syntax]"
    ),
    (
      "[{\"a\": 1,\n\"a\": 2}]",
      "v.json:2:1: [0].a: error: found the key \"a\" twice, first on line 1; expected each key "
        + "once [json.duplicate-key]"
    ),
    ("01", "v.json:1:2: error: expected no digit after a leading 0, found `1` [json.syntax]"),
    ("1.", "v.json:1:3: error: expected a digit, found the end of the file [json.syntax]"),
    ("-x", "v.json:1:2: error: expected a digit, found `x` [json.syntax]"),
    (
      "1e999", "v.json:1:1: error: expected a number of at most 1.8e308, found 1e999 [json.number]"
    ),
    ("tru", "v.json:1:1: error: expected `true`, found `t` [json.syntax]"),
    ("NaN", "v.json:1:1: error: expected a value, found `N` [json.syntax]"),
    ("1 //", "v.json:1:3: error: expected the end of the file, found `/` [json.syntax]"),
    ("\u{feff}1", "v.json:1:1: error: expected a value, found a byte order mark [json.syntax]"),
    (
      "\"a\u{1}\"",
      "v.json:1:3: error: expected control characters in strings to be escaped, found the byte 0x1 "
        + "[json.syntax]"
    ),
    (
      "\"a",
      "v.json:1:3: error: expected `\"` at the end of a string, found the end of the file "
        + "[json.syntax]"
    ),
    (
      #""\x""#,
      #"v.json:1:3: error: expected one of `"\/bfnrtu` after a backslash, found `x` "#
        + "[json.syntax]"
    ),
    (
      #""\u12g4""#,
      #"v.json:1:6: error: expected four hexadecimal digits after `\u`, found `g` [json.syntax]"#
    ),
    (
      #""\ud800\u0041""#,
      "v.json:1:2: error: expected a pair of surrogate escapes, found half of one [json.syntax]"
    ),
    (
      #""\udc00""#,
      "v.json:1:2: error: expected a pair of surrogate escapes, found half of one [json.syntax]"
    ),
  ])
  func refusesWithPosition(text: String, message: String) {
    let rejection = #expect(throws: Rejection.self) { try parse(text) }
    #expect(rejection?.description == message)
    #expect(rejection?.kind == .badFile)
  }

  @Test func pointsAtTheByteThatIsNotUTF8() {
    let rejection = #expect(throws: Rejection.self) {
      try parseJSON(Array("[\"é".utf8) + [0x61, 0xff, 0x22, 0x5d], file: "v.json")
    }
    #expect(
      rejection?.description
        == "v.json:1:5: [0]: error: expected UTF-8, found the byte 0xff which is not part of it "
        + "[json.utf8]")
  }

  @Test func boundsTheNesting() throws {
    let allowed = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    _ = try parse(allowed)
    let rejection = #expect(throws: Rejection.self) {
      try parse(String(repeating: "[", count: 100_000))
    }
    #expect(rejection?.diagnostics.first?.id == "json.depth")
  }

  @Test func longKeysAboveManyValuesStaySmall() throws {
    let key = String(repeating: "k", count: 100_000)
    let zeros = String(repeating: "0,", count: 20_000)
    let root = try parse("{\"\(key)\": [\(zeros)0]}")
    guard case .object(let members) = root.content else { return }
    #expect(members[0].value.array?.count == 20_001)
  }
}
