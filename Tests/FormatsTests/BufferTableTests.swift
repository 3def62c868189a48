import Basics
import Testing

@testable import Formats

@Suite struct BufferTableTests {
  private func read(_ text: String) throws -> BufferTable {
    try readBufferTable(Array(text.utf8), file: "b.csv")
  }

  private func refusal(_ bytes: [UInt8]) -> String {
    do {
      let table = try readBufferTable(bytes, file: "b.csv")
      return "read \(table.records.count)"
    } catch { return error.kind == .badFile ? error.description : "another kind" }
  }

  private func refusal(_ text: String) -> String { refusal(Array(text.utf8)) }

  @Test func readsBuffers() throws {
    let table = try read("id,lower,upper,size\nb1,0,3,4\nb 2,3,9,0\n")
    #expect(table.records.map(\.id) == ["b1", "b 2"])
    #expect(table.records.map(\.lower) == [0, 3])
    #expect(table.records.map(\.upper) == [3, 9])
    #expect(table.records.map(\.size) == [4, 0])
  }

  @Test func columnsComeInAnyOrderAndLineEndsVary() throws {
    let table = try read("\u{feff}size,id,upper,lower\r\n5,x,2,1\r\n\r\n6,y,3,0")
    #expect(table.records.map(\.size) == [5, 6])
    #expect(
      String(decoding: table.adding("offset", [8, 0]), as: UTF8.self)
        == "size,id,upper,lower,offset\n5,x,2,1,8\n6,y,3,0,0\n")
  }

  @Test func aHeaderAloneIsNoBuffers() throws {
    #expect(try read("id,lower,upper,size\n").records.isEmpty)
  }

  @Test(arguments: [
    ("", "b.csv:1:1: error: found an empty line", "csv.header"),
    ("\n", "b.csv:1:1: error: found an empty line", "csv.header"),
    ("id,lower,upper\n", "b.csv:1:15: error: found no column size", "csv.header"),
    ("id,lower,upper,size,gaps\n", "b.csv:1:21: error: found column \"gaps\"", "csv.header"),
    ("id,lower,id,size\n", "b.csv:1:10: error: found column id twice", "csv.header"),
    ("b1,0,3,4\n", "b.csv:1:1: error: found column \"b1\"", "csv.header"),
  ])
  func refusesHeaders(text: String, start: String, id: String) {
    let message = refusal(text)
    #expect(message.hasPrefix(start) && message.hasSuffix("[\(id)]"), "\(message)")
  }

  @Test(arguments: [
    ("a,0,3,x", "b.csv:2:7: size: error: found \"x\"", "csv.number"),
    ("a,-1,3,4", "b.csv:2:3: lower: error: found \"-1\"", "csv.number"),
    ("a,0,3,-4", "b.csv:2:7: size: error: found \"-4\"", "csv.number"),
    ("a,0,,4", "b.csv:2:5: upper: error: found \"\"", "csv.number"),
    ("a,0, 3,4", "b.csv:2:5: upper: error: found \" 3\"", "csv.number"),
    ("a,0,3,4.5", "b.csv:2:7: size: error: found \"4.5\"", "csv.number"),
    ("a,0,3,9223372036854775808", "b.csv:2:7: size: error:", "csv.number"),
    ("a,0,3,\u{1b}[2J", "b.csv:2:7: size: error: found \"\\u{1b}[2J\"", "csv.number"),
    ("a,3,3,4", "b.csv:2:5: upper: error: found a life from 3 to 3", "csv.life"),
    ("a,4,3,4", "b.csv:2:5: upper: error: found a life from 4 to 3", "csv.life"),
    ("a,0,3", "b.csv:2:6: error: found 3 values", "csv.columns"),
    ("a,0,3,4,5", "b.csv:2:8: error: found more than 4 values", "csv.columns"),
    (",0,3,4", "b.csv:2:1: id: error: found no id", "csv.id"),
    ("\"a\",0,3,4", "b.csv:2:1: id: error: found a quotation mark", "csv.id"),
    ("a\u{7},0,3,4", "b.csv:2:1: id: error: found an id that is not printable", "csv.id"),
    ("a,0,3,4\nb,0,1,1\na,5,6,7", "b.csv:4:1: id: error: found \"a\" again", "csv.duplicate-id"),
    ("a,0,3,1152921504606846976\nb,7,8,1", "b.csv:3:1: size: error: found sizes", "csv.total"),
  ])
  func refusesLines(text: String, start: String, id: String) {
    let message = refusal("id,lower,upper,size\n" + text)
    #expect(message.hasPrefix(start) && message.hasSuffix("[\(id)]"), "\(message)")
  }

  @Test func refusesBytesThatAreNoText() {
    let message = refusal(
      Array("id,lower,upper,size\n".utf8) + [0xff, 0xfe] + Array(",0,1,2".utf8))
    #expect(message.hasSuffix("[csv.id]"), "\(message)")
  }

  @Test func refusesTooManyBuffers() {
    var bytes = Array("id,lower,upper,size\n".utf8)
    for index in 0...1_000_000 { bytes += "\(index),0,1,1\n".utf8 }
    let message = refusal(bytes)
    #expect(message.hasPrefix("b.csv:1000002:1: error: found more than 1,000,000"), "\(message)")
  }

  @Test func survivesEveryCutAndEveryChangedByte() {
    let whole = Array("id,lower,upper,size\r\nb1,0,3,4\nb2,3,9,4\n".utf8)
    for end in whole.indices { _ = refusal(Array(whole[..<end])) }
    for index in whole.indices {
      for byte: UInt8 in [0, 0x0a, 0x0d, 0x22, 0x2c, 0x2d, 0x39, 0x80, 0xff] {
        var changed = whole
        changed[index] = byte
        _ = refusal(changed)
      }
    }
  }
}
