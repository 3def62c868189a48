import IR
import Import
import TestSupport
import Testing

@Suite struct GoldenTests {
  @Test func allOfThemAreThere() { #expect(Golden.all.count == 21) }

  /// Both sides compute in double precision: what is left is the order of the sums.
  @Test(arguments: Golden.all) func answersAsPyTorchDoes(_ golden: Golden) throws {
    let graph = try importGraph(
      golden.definition, width: golden.width, resolution: golden.resolution)
    #expect(verify(graph).isEmpty)
    #expect(graph.cost().parameters == golden.parameters)
    let input = seededInput(graph.shape(of: graph.inputs[0]))
    let answer = try #require(evaluate(graph, inputs: [input])[graph.outputs[0]])
    let expected = try doubles("Tests/Golden/seeded/\(golden.output)")
    let error = relativeError(answer.values, expected)
    #expect(error < 1e-12, "relative error \(error)")
  }
}
