import Basics
import IR
import Passes

/// Whether to run what takes minutes.
package let isLongRun = environment("MNCC_LONG_TESTS") == "1"

/// A definition of the package with seeded weights, after the standard passes.
package func loweredGraph(
  _ definition: String, width: Double? = nil, resolution: Int? = nil, classes: Int? = nil
) throws -> Graph {
  let graph = try importGraph(
    definition, width: width, resolution: resolution, classes: classes)
  return try run(standardPipeline, on: graph, verifyEach: true)
}

/// A random graph after the standard passes.
package func loweredRandomGraph(seed: Int) throws -> Graph {
  try run(standardPipeline, on: randomGraph(seed: seed), verifyEach: true)
}
