@testable import IR

extension Graph {
  /// The graph with some of its maps said to be of integers, whatever its ops make of that: for what asks
  /// only how wide elements are.
  package func withSomeBytes(_ dice: inout Dice) -> Graph {
    var graph = self
    for value in values.handles where dice.once(in: 2) {
      graph.values[value].type.elementType = .i8
    }
    return graph
  }
}
