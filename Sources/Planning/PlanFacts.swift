import Basics
import IR

/// What planning asks of a graph over and over, by position in the graph's order.
struct PlanFacts {
  struct Operand {
    let value: ValueID
    let access: OperandAccess
    let height: Int
  }

  let graph: Graph
  /// The operands of the node at each position.
  let operands: [[Operand]]
  /// The rows of the result of the node at each position.
  let heights: [Int]
  /// The position of each node.
  let position: SideTable<Node, Int>
  /// The position of the last node that reads each value; one past the end for outputs, -1 for
  /// values that nobody reads.
  let lastUse: SideTable<Value, Int>
  /// The positions of all nodes that read each value.
  let uses: SideTable<Value, [Int]>

  init(_ graph: Graph) {
    self.graph = graph
    operands = graph.order.map { id in
      zip(graph.nodes[id].operands, graph.access(of: id)).map { value, access in
        Operand(value: value, access: access, height: graph.shape(of: value).height)
      }
    }
    heights = graph.order.map { graph.shape(of: graph.nodes[$0].result).height }
    var position = SideTable<Node, Int>()
    var lastUse = SideTable<Value, Int>()
    var uses = SideTable<Value, [Int]>()
    for (index, id) in graph.order.enumerated() {
      position[id] = index
      for operand in graph.nodes[id].operands {
        lastUse[operand] = index
        uses[operand, default: []].append(index)
      }
    }
    for output in graph.outputs { lastUse[output] = graph.order.count }
    self.position = position
    self.lastUse = lastUse
    self.uses = uses
  }

  func result(at position: Int) -> ValueID { graph.nodes[graph.order[position]].result }
}
