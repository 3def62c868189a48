import Basics
import IR
import Passes
import TestSupport
import Testing

@Suite struct RandomGraphTests {
  @Test(arguments: 0..<300) func passesKeepTheMeaning(_ seed: Int) throws {
    let graph = try randomGraph(seed)
    #expect(verify(graph).isEmpty)
    try expectSameMeaning(graph, standardPipeline)
    try expectTwiceIsOnce(graph, standardPipeline)
  }

  @Test(arguments: 0..<300) func textReadsBack(_ seed: Int) throws {
    let graph = try randomGraph(seed)
    let lowered = try run(standardPipeline, on: graph, verifyEach: true)
    for text in [graph.text(), lowered.text()] {
      #expect(try parseGraph(Array(text.utf8), file: "random").text() == text)
    }
  }

  @Test func thePipelineLeavesNoBatchNorm() throws {
    var norms = 0
    for seed in 0..<300 {
      let graph = try randomGraph(seed)
      norms += graph.text().components(of: " = batch_norm ")
      let lowered = try run(standardPipeline, on: graph, verifyEach: true)
      #expect(!lowered.text().contains(" = batch_norm "))
    }
    #expect(norms > 300, "the random graphs hold batch norms at all")
  }
}

extension String {
  fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}
