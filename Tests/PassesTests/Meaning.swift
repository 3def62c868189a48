import Basics
import IR
import Passes
import TestSupport
import Testing

/// Seeded inputs for a graph, each another.
func inputs(for graph: Graph) -> [Tensor] {
  graph.inputs.enumerated().map { index, input in
    let shape = graph.shape(of: input)
    let numbers = SeededNumbers(name: "input \(index)")
    return Tensor(
      shape: shape, values: (0..<shape.count).map { Double(Float(2 * numbers[$0] - 1)) })
  }
}

/// Expects each pass by itself and all in a row to leave every output what it was, up to the
/// rounding of folded weights to single precision.
func expectSameMeaning(
  _ graph: Graph, _ passes: [Pass], sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let inputs = inputs(for: graph)
  let before = evaluate(graph, inputs: inputs)
  for pipeline in passes.map({ [$0] }) + [passes] {
    let changed = try run(pipeline, on: graph, verifyEach: true)
    let after = evaluate(changed, inputs: inputs)
    try #require(changed.outputs.count == graph.outputs.count, sourceLocation: sourceLocation)
    for (old, new) in zip(graph.outputs, changed.outputs) {
      let expected = try #require(before[old])
      let found = try #require(after[new])
      try #require(found.shape == expected.shape, sourceLocation: sourceLocation)
      let error = zip(found.values, expected.values).reduce(0) { max($0, abs($1.0 - $1.1)) }
      // Where everything cancels, what is left says nothing of the size of the terms.
      let scale = max(expected.largestMagnitude, 0.01)
      #expect(
        error <= 1e-6 * scale,
        "\(pipeline.map(\.name)) on \(graph.text())", sourceLocation: sourceLocation)
    }
  }
}

/// Expects passes that run a second time to find nothing left to do.
func expectTwiceIsOnce(
  _ graph: Graph, _ passes: [Pass], sourceLocation: SourceLocation = #_sourceLocation
) throws {
  for pipeline in passes.map({ [$0] }) + [passes] {
    let once = try run(pipeline, on: graph, verifyEach: true)
    let twice = try run(pipeline, on: once, verifyEach: true)
    #expect(once.text() == twice.text(), sourceLocation: sourceLocation)
  }
}
