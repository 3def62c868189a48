import Basics
import IR
import Import
import Passes
import TestSupport
import Testing

/// The networks of `Graphs/`, small enough to compare as text.
@Suite struct ImportedGraphTests {
  static let definitions = packageFiles(in: "Graphs", ending: ".json")

  private func network(_ path: String) throws -> Graph {
    var overrides = Overrides()
    overrides.width = 0.25
    overrides.resolution = (40, 33)
    overrides.classes = 7
    return try importDefinition(
      Array(packageText(path).utf8), file: path, overrides: overrides, weights: nil
    ).graph
  }

  @Test func allAreThere() { #expect(Self.definitions.count >= 6) }

  @Test(arguments: definitions) func readBackBeforeAndAfterThePasses(_ path: String) throws {
    let graph = try network(path)
    #expect(verify(graph).isEmpty)
    let lowered = try run(standardPipeline, on: graph, verifyEach: true)
    for text in [graph.text(), lowered.text()] {
      #expect(try parseGraph(Array(text.utf8), file: path).text() == text)
    }
    #expect(graph.text(weights: .elided) == graph.text(), "seeds need no values")
    #expect(lowered.text().contains("hex"), "folded weights do")
  }

  @Test(arguments: definitions) func areLoweredToFewOps(_ path: String) throws {
    let graph = try network(path)
    let lowered = try run(standardPipeline, on: graph, verifyEach: true)
    let norms = graph.order.filter { graph.nodes[$0].op.mnemonic == "batch_norm" }.count
    let left = Set(lowered.order.map { lowered.nodes[$0].op.mnemonic })
    #expect(norms > 20)
    #expect(!left.contains("batch_norm"))
    #expect(!left.contains("activation"))
    #expect(lowered.order.count < graph.order.count - norms)
    #expect(lowered.cost().multiplyAdds == graph.cost().multiplyAdds)
  }

  @Test(arguments: definitions) func keepTheirMeaning(_ path: String) throws {
    let graph = try network(path)
    let inputs = inputs(for: graph)
    let lowered = try run(standardPipeline, on: graph, verifyEach: true)
    let before = try #require(evaluate(graph, inputs: inputs)[graph.outputs[0]])
    let after = try #require(evaluate(lowered, inputs: inputs)[lowered.outputs[0]])
    let error = zip(before.values, after.values).reduce(0) { max($0, abs($1.0 - $1.1)) }
    #expect(error <= 1e-6 * before.largestMagnitude)
    try expectTwiceIsOnce(graph, standardPipeline)
  }
}
