import Basics
import IR

/// Where the parts of a graph stand on the page, worked out before any of it is written.
struct PageLayout {
  let graph: Graph
  let blocks: [Block]
  /// The blocks of each column, at least one column.
  let columns: [Range<Int>]
  /// In the order of the edges that need them.
  private(set) var turns: [Turn] = []
  /// The number of each node in the order of the graph.
  private var numbers = SideTable<Node, Int>()
  private var columnOfNode = SideTable<Node, Int>()

  init(of graph: Graph) {
    self.graph = graph
    blocks = Visualize.blocks(of: graph)
    columns = Visualize.columns(ofBlocksWith: blocks.map(\.nodes.count))
    for (number, node) in graph.order.enumerated() { numbers[node] = number }
    for (column, range) in columns.enumerated() {
      for node in blocks[range].flatMap(\.nodes) { columnOfNode[node] = column }
    }
    for node in graph.order {
      for operand in graph.nodes[node].operands { addTurn(operand, to: column(of: node)) }
    }
    for output in graph.outputs { addTurn(output, to: columns.count - 1) }
  }

  /// The way of a value into another column, nil where it stays in its own.
  func turn(of value: ValueID, into column: Int) -> Turn? {
    turns.first { $0.value == value && $0.column == column }
  }

  private mutating func addTurn(_ value: ValueID, to column: Int) {
    guard self.column(of: value) != column, turn(of: value, into: column) == nil else { return }
    turns.append(Turn(number: turns.count, value: value, column: column))
  }

  func name(of node: NodeID) -> String { "n\(numbers[node, default: 0])" }

  /// The node or the input a value comes from.
  func source(of value: ValueID) -> String {
    graph.values[value].producer.map { name(of: $0) }
      ?? "input\(graph.inputs.firstIndex(of: value) ?? 0)"
  }

  /// How late a value is made; inputs come before all nodes.
  func age(of value: ValueID) -> Int {
    graph.values[value].producer.flatMap { numbers[$0] } ?? -1
  }

  /// Inputs are in the first column and outputs in the last.
  func column(of node: NodeID) -> Int { columnOfNode[node, default: 0] }

  private func column(of value: ValueID) -> Int {
    graph.values[value].producer.map { column(of: $0) } ?? 0
  }

  /// What each column begins with.
  var tops: [String] {
    columns.enumerated().compactMap { index, range in
      if index == 0, !graph.inputs.isEmpty { return "input0" }
      return blocks[range].first?.nodes.first.map { name(of: $0) }
    }
  }
}

/// The way of a value into another column: along the foot of its own, up between the two, and
/// from a dot at the top to all its users.
///
/// Graphviz left to itself would draw it across the column it leads to. Two invisible nodes in a
/// frame of their own hold the gap between the columns open for it.
struct Turn {
  let number: Int
  let value: ValueID
  /// The column it leads to.
  let column: Int

  var foot: String { "turn\(number)_foot" }
  var top: String { "turn\(number)_top" }

  func writeNodes(_ writer: inout CodeWriter) {
    writer.block("subgraph \"cluster_turn\(number)\"") { writer in
      writer.line("graph [label=\"\", peripheries=0, margin=2]")
      writer.line("\(top) [label=\"\", shape=point, width=0.05]")
      writer.line("\(foot) [label=\"\", shape=point, width=0.01]")
    }
  }
}
