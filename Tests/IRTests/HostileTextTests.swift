import Basics
import IR
import TestSupport
import Testing

@Suite struct HostileTextTests {
  /// Damaged files give a graph that reads back, or a rejection that says where; never a trap.
  @Test func damagedTextIsReadOrRefused() throws {
    let texts = try graphTexts() + [TextFormTests.everyOp]
    var random = SeededGenerator("hostile text")
    var (read, refused) = (0, 0)
    for round in 0..<3000 {
      let bytes = mutated(texts[round % texts.count], with: texts, &random)
      do throws(Rejection) {
        let graph = try parseGraph(bytes, file: "damaged")
        read += 1
        #expect(verify(graph).isEmpty)
        let text = graph.text()
        let again = try parseGraph(Array(text.utf8), file: "again")
        #expect(again.text() == text)
      } catch {
        refused += 1
        #expect(error.kind == .badFile)
        #expect(!error.diagnostics.isEmpty)
        for diagnostic in error.diagnostics {
          guard case .text("damaged", let line, _, _) = diagnostic.origin, line > 0 else {
            Issue.record("round \(round): \(diagnostic)")
            continue
          }
        }
      }
    }
    #expect(read > 100)
    #expect(refused > 1500)
  }

  @Test func everyPrefixIsRefused() throws {
    let bytes = Array(TextFormTests.everyOp.utf8)
    let end = try #require(bytes.lastIndex(of: UInt8(ascii: "}")))
    for count in 0..<end {
      #expect(throws: Rejection.self) { try parseGraph(Array(bytes[..<count]), file: "prefix") }
    }
  }

  @Test func weightsMayNotAddUpToMoreThanIsAccepted() throws {
    let hungry =
      "graph g {\n"
      + "weight @a : f32[1x4096] = seeded linear \"a\"\n"
      + "weight @b : f32[16384x16384] = seeded linear \"b\"\n}"
    let rejection = #expect(throws: Rejection.self) {
      try parseGraph(Array(hungry.utf8), file: "hungry")
    }
    #expect(rejection?.diagnostics.map(\.id) == ["text.weight"])
  }

  @Test func deepAndLongTextIsNoTrouble() throws {
    for piece in ["(", "[", "{", "graph ", "%", "a", "\"", "-", "// \n", "\\"] {
      let text = "graph g {" + String(repeating: piece, count: 20_000)
      #expect(throws: Rejection.self) { try parseGraph(Array(text.utf8), file: "long") }
    }
  }
}
