import Basics
import IR

/// What was seen of every map of a graph, its inputs included.
package typealias Statistics = SideTable<Value, MapStatistics>

/// What the reference sees of every map for some inputs; each is one tensor for each input of the graph.
///
/// Slow: for machines without a C compiler, and to hold faster ways against.
package func referenceStatistics(
  _ graph: Graph, inputs: [[Tensor]], progress: (Int) -> Void = { _ in }
) -> Statistics {
  var seen = SideTable<Value, [Tensor]>()
  for (index, input) in inputs.enumerated() {
    let tensors = evaluate(graph, inputs: input)
    for value in graph.values.handles {
      if let tensor = tensors[value] { seen[value, default: []].append(tensor) }
    }
    progress(index + 1)
  }
  var statistics = Statistics()
  for value in graph.values.handles {
    statistics[value] = seen[value].map(MapStatistics.init(of:))
  }
  return statistics
}
