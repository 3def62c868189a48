import Basics
import IR

/// What happened in one pass, for printing, dumping and timing.
package struct PassReport {
  package let pass: Pass
  /// Counted from 1, in the order of the pipeline.
  package let number: Int
  package let before: Graph
  package let after: Graph
  package let duration: Duration

  /// Whether the text form is another one than before; weights never change, only their names.
  package var changed: Bool { before.text(weights: .elided) != after.text(weights: .elided) }
}

/// Runs passes in order; after each, `observe` sees the graph and `verifyEach` checks it.
package func run(
  _ pipeline: [Pass], on graph: Graph, verifyEach: Bool,
  observe: (PassReport) throws(Rejection) -> Void = { _ in }
) throws(Rejection) -> Graph {
  var graph = graph
  for (index, pass) in pipeline.enumerated() {
    let before = graph
    let clock = ContinuousClock()
    let start = clock.now
    pass.run(&graph)
    let duration = clock.now - start
    try observe(
      PassReport(pass: pass, number: index + 1, before: before, after: graph, duration: duration))
    if verifyEach {
      let violations = verify(graph)
      guard violations.isEmpty else {
        let head = Diagnostic(
          "pass.broken", at: .unknown,
          "the graph is broken after \(pass.name): a bug of mncc, please report it")
        throw Rejection(.verificationFailed, [head] + violations)
      }
    }
  }
  return graph
}
