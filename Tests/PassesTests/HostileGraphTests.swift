import Basics
import IR
import Passes
import TestSupport
import Testing

@Suite struct HostileGraphTests {
  /// Whatever the parser takes, however odd, the passes lower to a sound graph that reads back.
  @Test func whatIsReadIsLowered() throws {
    let texts = try graphTexts()
    var random = SeededGenerator("hostile graphs")
    var lowered = 0
    for round in 0..<6000 {
      let bytes = mutated(texts[round % texts.count], with: texts, &random)
      guard let graph = try? parseGraph(bytes, file: "damaged") else { continue }
      let text = try run(standardPipeline, on: graph, verifyEach: true).text()
      #expect(try parseGraph(Array(text.utf8), file: "lowered").text() == text)
      lowered += 1
    }
    #expect(lowered > 200)
  }
}
