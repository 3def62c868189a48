import Basics
import Testing

@Suite struct CodeWriterTests {
  @Test func blocksIndentAndEmptyLinesStayEmpty() {
    var writer = CodeWriter(indent: 2)
    writer.block("a", tail: ";") { writer in
      writer.line("b\n\nc")
      writer.block("") { $0.line("d") }
    }
    #expect(writer.text == "a {\n  b\n\n  c\n  {\n    d\n  }\n};\n")
  }
}

@Suite struct DiagnosticTests {
  @Test func aDiagnosticNamesPlaceSeverityAndId() {
    let origin = Origin.text(file: "dir/v2.json", line: 12, column: 5, path: "blocks[3].stride")
    let diagnostic = Diagnostic("json.type", at: origin, "found 1.5, expected an integer")
    #expect(
      diagnostic.description
        == "dir/v2.json:12:5: blocks[3].stride: error: found 1.5, expected an integer [json.type]")
    #expect(Diagnostic("a.b", .note, at: .unknown, "x").description == "note: x [a.b]")
    #expect(
      Rejection(.usage, [diagnostic, diagnostic]).description.split(separator: "\n").count == 2)
  }

  @Test func originsReadWell() {
    let sources: [Origin] = [
      .record(file: "a/w.pth", path: "data/1"), .byte(file: "a/w.pth", offset: 7), .file("x"),
    ]
    let derived = Origin.derived(by: "fold", from: sources)
    #expect(derived.description == "a/w.pth: data/1 + a/w.pth: byte 7 + x by fold")
    #expect(derived.sources == "w.pth: data/1 + w.pth: byte 7 + x")
    #expect(Origin.text(file: "f", line: 1, column: 2, path: "").description == "f:1:2")
    #expect(Origin.unknown.description == "unknown place")
  }
}
