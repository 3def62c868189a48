import IR
import Testing

/// Seeded networks against what PyTorch's own modules answer in float64.
@Suite struct GoldenTests {
  @Test(arguments: [
    ("v1", 0.25, 96), ("v2", 0.35, 96), ("v2", 0.35, 130), ("v3-small", 0.5, 96),
  ])
  func answersAsPyTorchDoes(definition: String, width: Double, resolution: Int) throws {
    let graph = try importGraph(definition, width: width, resolution: resolution)
    #expect(verify(graph).isEmpty)
    let input = seededInput(graph.shape(of: graph.inputs[0]))
    let answer = try #require(evaluate(graph, inputs: [input])[graph.outputs[0]])
    let expected = try doubles("Tests/Golden/seeded/\(definition)_\(width)_\(resolution).f64")
    let error = relativeError(answer.values, expected)
    #expect(error < 1e-11, "relative error \(error)")
  }
}
