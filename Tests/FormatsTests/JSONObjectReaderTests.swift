import Basics
import Formats
import Testing

private enum Activation: String, CaseIterable { case relu, relu6, hardSwish = "hard-swish" }

@Suite struct JSONObjectReaderTests {
  private func reader(_ text: String) throws -> JSONObjectReader {
    JSONObjectReader(try parseJSON(Array(text.utf8), file: "v.json"), expecting: "a block")
  }

  @Test func readsEveryKind() throws {
    var reader = try reader(
      """
      {"i": 3, "d": 0.5, "s": "x", "c": "hard-swish", "b": true, "n": [1, 2.5], "a": [null],
       "o": null}
      """)
    #expect(reader.integer("i", in: 0...3) == 3)
    #expect(reader.double("d", in: 0...1) == 0.5)
    #expect(reader.string("s") == "x")
    #expect(reader.choice("c") == Activation.hardSwish)
    #expect(reader.bool("b") == true)
    #expect(reader.doubles("n", count: 2) == [1, 2.5])
    #expect(reader.array("a")?.count == 1)
    #expect(reader.value("o") != nil)
    #expect(reader.value("absent") == nil)
    #expect(reader.finish().isEmpty)
  }

  @Test func fallsBackToDefaults() throws {
    var reader = try reader("{}")
    #expect(reader.integer("i", in: 0...3, default: 2) == 2)
    #expect(reader.double("d", in: 0...1, default: 1) == 1)
    #expect(reader.string("s", default: "y") == "y")
    #expect(reader.choice("c", default: Activation.relu) == .relu)
    #expect(reader.bool("b", default: false) == false)
    #expect(reader.doubles("n", default: [4]) == [4])
    #expect(reader.finish().isEmpty)
  }

  @Test func listsAllProblemsAtOnce() throws {
    var reader = try reader(
      """
      {"stride": 3, "kernel": 3.0, "ratio": 2, "name": 1,
       "activation": "hardswish", "bias": 0, "mean": [1, "2"], "strid": 1, "zzz": 0}
      """)
    #expect(reader.integer("stride", in: 1...2) == nil)
    #expect(reader.integer("kernel", in: 1...7) == nil)
    #expect(reader.double("ratio", in: 0...1) == nil)
    #expect(reader.string("name") == nil)
    #expect(reader.choice("activation") == Activation?.none)
    #expect(reader.bool("bias") == nil)
    #expect(reader.doubles("mean", count: 3) == nil)
    #expect(reader.integer("channels", in: 1...64) == nil)
    #expect(
      reader.finish().map(\.description) == [
        "v.json:1:12: stride: error: expected an integer from 1 to 2, found 3 [json.value]",
        "v.json:1:25: kernel: error: expected an integer from 1 to 7, found 3.0 [json.value]",
        "v.json:1:39: ratio: error: expected a number from 0.0 to 1.0, found 2 [json.value]",
        "v.json:1:50: name: error: expected a string, found 1 [json.value]",
        "v.json:2:16: activation: error: expected one of \"relu\", \"relu6\", \"hard-swish\" "
          + "(did you mean \"hard-swish\"?), found the string \"hardswish\" [json.value]",
        "v.json:2:37: bias: error: expected true or false, found 0 [json.value]",
        "v.json:2:48: mean: error: expected an array of 3 numbers, found [1, \"2\"] [json.value]",
        "v.json:1:1: error: missing key \"channels\" in a block, expected an integer from 1 to 64 "
          + "[json.missing-key]",
        "v.json:2:58: strid: error: unknown key \"strid\" in a block, did you mean \"stride\"? "
          + "known: stride, kernel, ratio, name, activation, bias, mean, channels "
          + "[json.unknown-key]",
        "v.json:2:70: zzz: error: unknown key \"zzz\" in a block; known: stride, kernel, ratio, "
          + "name, activation, bias, mean, channels [json.unknown-key]",
      ])
  }

  @Test func boundsTheListOfUnknownKeys() throws {
    let members = (0..<60).map { "\"k\($0)\": 0" }.joined(separator: ",")
    var reader = try reader("{\(members)}")
    let problems = reader.finish()
    #expect(problems.count == 51)
    #expect(problems.last?.message == "10 more keys in a block are unknown")
  }

  @Test func keepsControlCharactersOutOfMessages() throws {
    var reader = try reader(#"{"\u001b[31m": 0}"#)
    #expect(
      reader.finish().map(\.description) == [
        #"v.json:1:2: \u{1b}[31m: error: unknown key "\u{1b}[31m" in a block; known:  "#
          + "[json.unknown-key]"
      ])
  }

  @Test func reportsAValueThatIsNoObjectOnce() throws {
    var reader = try reader("[1]")
    #expect(reader.integer("stride", in: 1...2) == nil)
    #expect(reader.integer("kernel", in: 1...7, default: 3) == nil)
    #expect(
      reader.finish().map(\.description) == [
        "v.json:1:1: error: expected a block (an object), found [1] [json.type]"
      ])
  }
}
