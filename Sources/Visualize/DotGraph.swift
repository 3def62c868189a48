import Basics
import IR

/// A graph as Graphviz source: blocks in frames, kinds of ops by colour, shapes along the edges.
///
/// A deep network is cut into columns that all begin at the top of the page; `docs/pictures.md`
/// shows how to read them.
///
/// ```
/// subgraph "cluster_block0" {
///   graph [label="block0", …]
///   n1 [label="depthwise\n3x3 depthwise, relu6\n3.6 M MAC", fillcolor="#E69F00", …]
/// }
/// n1 -> n2 [label=" 112x112x32", weight=10, …]
/// ```
package func dot(of graph: Graph) -> String {
  let layout = PageLayout(of: graph)
  var writer = CodeWriter()
  writer.block("digraph \(dotString(shown(graph.name)))") { writer in
    defaults(of: graph, &writer)
    for column in layout.columns.indices {
      for turn in layout.turns where turn.column == column { turn.writeNodes(&writer) }
      guard layout.columns.count > 1 else {
        contents(of: column, layout, &writer)
        continue
      }
      // A frame that is not drawn keeps the columns from growing into each other.
      writer.block("subgraph \"cluster_column\(column)\"") { writer in
        writer.line("graph [label=\"\", peripheries=0]")
        contents(of: column, layout, &writer)
      }
    }
    writeEdges(layout, &writer)
  }
  return writer.text
}

/// Longer names are cut in the middle; a browser shows them whole when the pointer rests on them.
let longestName = 32
let longestTitle = 80

/// The title and what all nodes and edges have in common.
private func defaults(of graph: Graph, _ writer: inout CodeWriter) {
  let cost = graph.cost()
  let facts =
    "\(graph.order.count) ops, \(decimal(cost.multiplyAdds)) MAC,"
    + " \(decimal(cost.parameters)) parameters"
  writer.line(
    "graph [label=\(dotString(shortened(shown(graph.name), to: longestTitle), facts)), labelloc=t,"
      + " fontname=\"Helvetica\", fontsize=16, rankdir=TB, newrank=true, nodesep=0.2, ranksep=0.25, bgcolor=white]"
  )
  writer.line(
    "node [shape=box, style=\"filled,rounded\", fontname=\"Helvetica\", fontsize=11,"
      + " margin=\"0.12,0.05\", color=\"#333333\"]")
  writer.line(
    "edge [fontname=\"Helvetica\", fontsize=9, fontcolor=\"#444444\", color=\"#333333\","
      + " arrowsize=0.7]")
}

private func contents(of column: Int, _ layout: PageLayout, _ writer: inout CodeWriter) {
  let graph = layout.graph
  if column == 0 {
    for (index, input) in graph.inputs.enumerated() {
      terminal("input\(index)", graph.values[input].name, graph.type(of: input), .input, &writer)
    }
  }
  for index in layout.columns[column] {
    let block = layout.blocks[index]
    guard let name = block.name else {
      for node in block.nodes { op(node, in: block, layout, &writer) }
      continue
    }
    writer.block("subgraph \"cluster_block\(index)\"") { writer in
      writer.line(
        "graph [label=\(dotString(shortened(shown(name), to: longestName))), labeljust=l,"
          + " fontsize=12, peripheries=1, style=\"filled,rounded\", fillcolor=\"#F4F4F4\","
          + " color=\"#AAAAAA\"]")
      for node in block.nodes { op(node, in: block, layout, &writer) }
    }
  }
  if column == layout.columns.count - 1 {
    for (index, output) in graph.outputs.enumerated() {
      let name = graph.outputs.count == 1 ? "output" : "output \(index)"
      terminal("output\(index)", name, graph.type(of: output), .output, &writer)
    }
  }
}

private func op(
  _ node: NodeID, in block: Block, _ layout: PageLayout, _ writer: inout CodeWriter
) {
  let graph = layout.graph
  let (op, fullName) = (graph.nodes[node].op, graph.name(of: node))
  let (cost, look) = (graph.cost(of: node), DrawnKind(op, graph.weights).look)
  let terms = fieldTerms(op, graph.weights)
  let short = shortened(shown(name(fullName, inside: block)), to: longestName)
  // A block's `add` is an add: once is enough.
  let words = short == terms ? [terms] : [short, terms]
  let label = words + (cost.multiplyAdds == 0 ? [] : ["\(decimal(cost.multiplyAdds)) MAC"])
  let tip = dotString(
    "\(shown(fullName)): \(terms), \(graph.shape(of: graph.nodes[node].result)),"
      + " \(grouped(cost.multiplyAdds)) MAC, \(grouped(cost.parameters)) parameters")
  writer.line(
    "\(layout.name(of: node)) [label=\(dotString(label)), fillcolor=\"\(look.fill)\","
      + " fontcolor=\"\(look.text)\", tooltip=\(tip)]")
}

/// An input or an output of the network.
private func terminal(
  _ id: String, _ name: String, _ type: TensorType, _ kind: DrawnKind,
  _ writer: inout CodeWriter
) {
  let label = dotString(shortened(shown(name), to: longestName), "\(type)")
  writer.line(
    "\(id) [label=\(label), shape=oval, style=filled, fillcolor=\"\(kind.look.fill)\","
      + " fontcolor=\"\(kind.look.text)\", tooltip=\(dotString(shown(name)))]")
}
