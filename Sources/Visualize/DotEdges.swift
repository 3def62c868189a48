import Basics
import IR

/// Writes the edges: the main line solid and straight, whatever goes around an op dashed.
func writeEdges(_ layout: PageLayout, _ writer: inout CodeWriter) {
  let graph = layout.graph
  for turn in layout.turns { writeRise(turn, layout, &writer) }
  if layout.columns.count > 1 {
    let tops = layout.tops + layout.turns.map(\.top)
    writer.line("{ rank=same; \(tops.joined(separator: "; ")) }")
  }
  for node in graph.order {
    let operands = graph.nodes[node].operands
    let ages = operands.map { layout.age(of: $0) }
    // The youngest operand is the main line; an older one went around what made the youngest.
    let main = ages.indices.max { ages[$0] < ages[$1] }
    for (index, operand) in operands.enumerated() {
      writeEdge(
        operand, to: layout.name(of: node), in: layout.column(of: node),
        index == main ? .main : .skip, layout, &writer)
    }
  }
  for (index, output) in graph.outputs.enumerated() {
    writeEdge(output, to: "output\(index)", in: layout.columns.count - 1, .main, layout, &writer)
  }
}

private enum Course { case main, skip }

private func writeEdge(
  _ value: ValueID, to target: String, in column: Int, _ course: Course, _ layout: PageLayout,
  _ writer: inout CodeWriter
) {
  if let turn = layout.turn(of: value, into: column) {
    let dashes =
      switch course {
      case .main: ""
      case .skip: ", style=dashed"
      }
    writer.line(
      "\(turn.top) -> \(target) [constraint=false\(dashes), tooltip=\(tip(value, layout))]")
    return
  }
  // A heavy edge is kept short and straight; a skip bends around it.
  let drawn =
    switch course {
    case .main: "weight=10"
    case .skip: "style=dashed, weight=0"
    }
  writer.line(
    "\(layout.source(of: value)) -> \(target) [label=\(label(value, layout)), \(drawn),"
      + " tooltip=\(tip(value, layout))]")
}

/// The piece of a turn from its source up to the top of the page.
private func writeRise(_ turn: Turn, _ layout: PageLayout, _ writer: inout CodeWriter) {
  let (source, tip) = (layout.source(of: turn.value), tip(turn.value, layout))
  writer.line("{ rank=same; \(source); \(turn.foot) }")
  writer.line("\(source) -> \(turn.foot) [dir=none, constraint=false, tooltip=\(tip)]")
  // From top to foot, the way ranks count; no arrow tells that the value goes up.
  writer.line(
    "\(turn.top) -> \(turn.foot) [label=\(label(turn.value, layout)), dir=none, weight=0, minlen=0,"
      + " tooltip=\(tip)]")
}

private func label(_ value: ValueID, _ layout: PageLayout) -> String {
  // The blank keeps the text off the line.
  dotString(" \(layout.graph.shape(of: value))")
}

private func tip(_ value: ValueID, _ layout: PageLayout) -> String {
  dotString("\(shown(layout.graph.values[value].name)): \(layout.graph.type(of: value))")
}
