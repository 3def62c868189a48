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
  var statistics = Statistics()
  for (index, input) in inputs.enumerated() {
    let tensors = evaluate(graph, inputs: input)
    for value in graph.values.handles {
      guard let tensor = tensors[value] else { continue }
      statistics[value, default: MapStatistics(channels: tensor.shape.channels)].widen(to: tensor)
    }
    progress(index + 1)
  }
  // The maps of all inputs at once would not fit in memory.
  for (index, input) in inputs.enumerated() {
    let tensors = evaluate(graph, inputs: input)
    for value in graph.values.handles {
      if let tensor = tensors[value] { statistics[value]?.count(tensor) }
    }
    progress(inputs.count + index + 1)
  }
  return statistics
}
