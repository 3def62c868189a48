import Basics
import Import
import TestSupport
import Testing

/// Changes to the small network, and the problems it must be told: id, line, column and path.
struct Fault: Sendable, CustomTestStringConvertible {
  var edits: [(old: String, new: String)]
  var expected: [String]

  init(_ edits: (old: String, new: String)..., is expected: String...) {
    (self.edits, self.expected) = (edits, expected)
  }

  var testDescription: String { expected.joined(separator: ", ") }
}

private let faults: [Fault] = [
  // The text.
  Fault(
    (#""classes": 5,"#, #""classes": 5,,"#),
    is: "json.syntax 6:16"),
  Fault(
    (#""classes": 5,"#, #""classes": 5, "name": "x","#),
    is: "json.duplicate-key 6:17 name"),
  // Keys.
  Fault(
    (#""head""#, #""haed""#),
    is: "json.unknown-key 14:3 haed"),
  Fault(
    (#""kernel": 5"#, #""kernal": 5"#),
    is: "json.unknown-key 11:23 blocks[1].kernal"),
  Fault(
    (#""classes": 5,"#, ""),
    is: "json.missing-key 1:1"),
  Fault(
    (#""stem": {"c": 8, "#, #""stem": {"#),
    is: "json.missing-key 8:11 stem"),
  Fault(
    (#""stem""#, #""stern""#),
    is: "json.unknown-key 8:3 stern", "json.missing-key 1:1"),
  Fault(
    (#", "mean": [0, 0, 0]"#, ""),
    is: "json.missing-key 5:12 input"),
  // Types.
  Fault(
    (#""name": "small""#, #""name": 5"#),
    is: "json.value 2:11 name"),
  Fault(
    (#""name": "small""#, #""name": """#),
    is: "definition.name 2:11 name"),
  Fault(
    (#""classes": 5"#, #""classes": 5.0"#),
    is: "json.value 6:14 classes"),
  Fault(
    (#"{"c": 8, "s": 2, "nonlinearity": "hard-swish"}"#, "[]"),
    is: "json.type 8:11 stem"),
  Fault(
    (#"{"conv": 48, "hidden": 64}"#, "1280"),
    is: "json.type 14:11 head"),
  Fault(
    (#"{"t": 3, "c": 16, "kernel": 5}"#, "3"),
    is: "json.type 11:5 blocks[1]"),
  Fault(
    (#""family": "v3""#, #""family": "v4""#),
    is: "json.value 3:13 family"),
  Fault(
    (#""torchvision""#, #""pytorch""#),
    is: "json.value 4:14 dialect"),
  Fault(
    (#""hard-swish""#, #""swish""#),
    is: "json.value 8:44 stem.nonlinearity"),
  Fault(
    (#""labels": "five.txt""#, #""labels": 5"#),
    is: "json.value 7:13 labels"),
  Fault(
    (#""mean": [0, 0, 0]"#, #""mean": [0, 0]"#),
    is: "json.value 5:59 input.mean"),
  // Ranges.
  Fault(
    (#""classes": 5"#, #""classes": 1000000000"#),
    is: "json.value 6:14 classes"),
  Fault(
    (#""classes": 5"#, #""classes": 0"#),
    is: "json.value 6:14 classes"),
  Fault(
    (#""classes": 5"#, #""width": 0, "classes": 5"#),
    is: "json.value 6:12 width"),
  Fault(
    (#""classes": 5"#, #""width": 1e300, "classes": 5"#),
    is: "json.value 6:12 width"),
  Fault(
    (#""height": 9"#, #""height": 0"#),
    is: "json.value 5:23 input.height"),
  Fault(
    (#""std": [1, 1, 1]"#, #""std": [1, 0, 1]"#),
    is: "json.value 5:77 input.std"),
  Fault(
    (#""t": 3"#, #""t": 0.5"#),
    is: "json.value 11:11 blocks[1].t"),
  Fault(
    (#""kernel": 5"#, #""kernel": 4"#),
    is: "definition.kernel 11:33 blocks[1].kernel"),
  Fault(
    (#""kernel": 5"#, #""kernel": 9999999999999999999999"#),
    is: "json.value 11:33 blocks[1].kernel"),
  Fault(
    (#""s": 2, "squeeze"#, #""s": -1, "squeeze"#),
    is: "json.value 10:32 blocks[0].s"),
  Fault(
    ("0.25", "0"),
    is: "json.value 10:53 blocks[0].squeeze-excite"),
  Fault(
    (#""s": 2, "squeeze"#, #""s": 0, "squeeze"#), (#""t": 3"#, #""t": true"#),
    (#""hidden": 64"#, #""hidden": -1"#),
    is: "json.value 10:32 blocks[0].s", "json.value 11:11 blocks[1].t",
    "json.value 14:34 head.hidden"),
  // Blocks.
  Fault(
    (#"{"t": 3, "#, "{"),
    is: "definition.expansion 11:5 blocks[1]"),
  Fault(
    (#""t": 3, "#, #""t": 3, "expand": 8, "#),
    is: "definition.expansion 11:11 blocks[1].t"),
  Fault(
    (#""t": 3, "#, #""block": "depthwise-separable", "t": 3, "#),
    is: "definition.expansion 11:43 blocks[1].t"),
  Fault(
    (#""kernel": 5"#, #""n": 999"#),
    is: "definition.blocks 12:5 blocks[2]"),
  Fault(
    (#""kernel": 5"#, #""n": 1001"#),
    is: "json.value 11:28 blocks[1].n"),
  // Sizes, which no single number gives away.
  Fault(
    (#""height": 9, "width": 12"#, #""height": 32768, "width": 32768"#),
    is: "definition.size 5:12 input"),
  Fault(
    (#""height": 9, "width": 12"#, #""height": 32768, "width": 20000"#),
    (#""s": 2, "non"#, #""s": 1, "non"#),
    is: "definition.size 8:11 stem"),
  Fault(
    (#""c": 16, "kernel": 5"#, #""c": 65536"#), (#""expand": 32"#, #""expand": 8192"#),
    is: "definition.weights 12:5 blocks[2]"),
  Fault(
    (#""hidden": 64"#, #""hidden": 65536"#), (#""classes": 5"#, #""classes": 1000000"#),
    is: "definition.weights 6:14 classes"),
  Fault(
    (#""c": 16, "kernel": 5"#, #""c": 65536"#), (#""classes": 5"#, #""width": 64, "classes": 5"#),
    is: "definition.channels 11:5 blocks[1]"),
  Fault(
    (#""v3""#, #""v1""#),
    is: "definition.dialect 4:14 dialect"),
]

@Suite struct DefinitionErrorTests {
  @Test(arguments: faults) func tellsWhatIsWrongAndWhere(_ fault: Fault) throws {
    var text = smallNetwork
    for (old, new) in fault.edits {
      text.replaceSubrange(try #require(text.firstRange(of: old)), with: new)
    }
    let rejection = try #require(throws: Rejection.self) {
      _ = try importDefinition(
        Array(text.utf8), file: "small.json", overrides: Overrides(), weights: nil)
    }
    #expect(rejection.kind == .badFile)
    #expect(rejection.diagnostics.map(summary) == fault.expected)
  }

  @Test func listsEachKnownKeyOnce() throws {
    let rejection = try #require(throws: Rejection.self) {
      _ = try importSmall(replacing: "\"kernel\": 5", by: "\"kernal\": 5")
    }
    #expect(
      rejection.diagnostics.map(\.message) == [
        "unknown key \"kernal\" in a row of blocks, did you mean \"kernel\"? known: block, t,"
          + " expand, c, n, s, kernel, squeeze-excite, nonlinearity"
      ])
  }

  private func summary(_ diagnostic: Diagnostic) -> String {
    guard case .text("small.json", let line, let column, let path) = diagnostic.origin else {
      return "\(diagnostic)"
    }
    return "\(diagnostic.id) \(line):\(column)" + (path.isEmpty ? "" : " \(path)")
  }
}
