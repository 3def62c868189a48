import Basics
import Formats
import IR
import Import
import Passes

/// Whether to run what takes minutes.
package let isLongRun = environment("MNCC_LONG_TESTS") == "1"

/// A definition of the package with seeded weights, after the standard passes.
package func loweredGraph(
  _ definition: String, width: Double? = nil, resolution: Int? = nil, classes: Int? = nil
) throws -> Graph {
  let file = "Graphs/\(definition).json"
  var overrides = Overrides()
  overrides.width = width
  overrides.resolution = resolution.map { ($0, $0) }
  overrides.classes = classes
  let graph = try importDefinition(
    try readFile("\(packageFolder)/\(file)"), file: file, overrides: overrides, weights: nil
  ).graph
  return try run(standardPipeline, on: graph, verifyEach: true)
}

/// A random graph after the standard passes.
package func loweredRandomGraph(seed: Int) throws -> Graph {
  try run(standardPipeline, on: randomGraph(seed: seed), verifyEach: true)
}
