import Basics
import IR
import Plan

/// The tables of a plan page: everything its pictures show, in numbers.
struct PlanTables {
  let plan: Plan
  let facts: PageFacts

  var regions: PageTable {
    let peaks = plan.peakOfRegions
    let total = max(facts.cycles.reduce(0, +), 1)
    let rows = plan.schedule.regions.enumerated().map { index, region in
      let share = facts.cycles[index] / total
      return PageTable.Row(
        mark: SVG.Mark("region", index), isMarked: index == plan.peakRegion,
        cells: [
          .number(index), .text(plan.opNames(ofRegion: index).joined(separator: ", ")),
          .term(RegionKind(region).look.name), .term(region.cutTerm ?? ""),
          .term(region.stepTerm), .number(plan.memory.regionSteps[index]),
          .count(plan.multiplyAdds(ofRegion: index)), again(plan.repetition(ofRegion: index)),
          .number(Int(facts.cycles[index]), "\(fixed(share * 100, 1)) %"),
          .number(peaks[index]),
        ])
    }
    return PageTable(
      caption: "Regions in the order of the schedule; the one that sets the peak is marked.",
      head: [
        "#", "ops", "kind", "cut into", "a step makes", "steps", "multiply-adds", "times", "work",
        "highest byte",
      ],
      rows: rows)
  }

  var buffers: PageTable {
    let rows = plan.memory.buffers.enumerated().map { index, buffer in
      let regions = plan.regions(of: buffer)
      return PageTable.Row(
        mark: SVG.Mark("buffer", index),
        cells: [
          .text(shown(buffer.name)), .number(buffer.offset), .number(buffer.byteCount),
          .number(regions.lowerBound), .number(regions.upperBound),
          .number(buffer.life.lowerBound), .number(buffer.life.upperBound),
        ])
    }
    return PageTable(
      caption: "Values that follow each other in one buffer are joined by =.",
      head: [
        "buffer", "offset", "bytes", "first region", "last region", "first step", "end step",
      ], rows: rows)
  }

  var ops: PageTable {
    let graph = plan.graph
    var places = SideTable<Node, (region: Int, stage: Int)>()
    for (index, region) in plan.schedule.regions.enumerated() {
      for (stage, node) in region.stages.map(\.node).enumerated() { places[node] = (index, stage) }
    }
    let rows = graph.order.enumerated().map { position, id in
      let node = graph.nodes[id]
      let cost = graph.cost(of: id)
      let region = places[id]?.region
      let stage = places[id].map { plan.schedule.regions[$0.region].stages[$0.stage] }
      return PageTable.Row(
        mark: region.map { SVG.Mark("region", $0) },
        cells: [
          .number(position), .name(shown(graph.name(of: id))),
          .term(fieldTerms(node.op, graph.weights)), shapes(node.operands), shapes([node.result]),
          .count(cost.multiplyAdds), .count(cost.parameters),
          .number(region ?? -1, region.map(String.init) ?? ""),
          .term(stage?.stepTerm ?? ""), .term(part(of: id, at: places[id])),
          .term(plan.placementTerm(of: node.result)), .count(plan.keptBytes(of: node.result)),
        ])
    }
    return PageTable(
      caption:
        "Batch normalisation folded, activations fused; shapes are height x width x channels, steps"
        + " rows x columns. An op that gathers takes up its operand while that is made.",
      head: [
        "#", "name", "op", "input", "output", "multiply-adds", "parameters", "region", "step",
        "part", "result kept as", "bytes",
      ], rows: rows)
  }

  var tradeOffs: PageTable {
    let all = facts.tradeOffs
    let rows = all.points.enumerated().map { index, point in
      PageTable.Row(
        isMarked: index == all.chosen,
        cells: [
          .term(index == all.chosen ? "this plan" : ""), .number(point.arenaSize),
          .number(Int(point.cycles)), .number(Int(point.cycles), all.slowness(point)),
          again(point.multiplyAdds), .number(point.regions), .number(point.longestRegion),
        ])
    }
    return PageTable(
      caption: "Plans that nothing found beats in both memory and predicted time, and this one.",
      head: [
        "", "arena", "predicted cycles", "of the fastest", "multiply-adds", "regions",
        "longest, ops",
      ],
      rows: rows)
  }

  /// What is special about an op where it stands: its part in a split region, what of it is made again.
  private func part(of node: NodeID, at place: (region: Int, stage: Int)?) -> String {
    var parts: [String] = []
    if let place {
      let region = plan.schedule.regions[place.region]
      let slices = region.stages[place.stage].sliceTerm
      if !slices.isEmpty { parts.append(slices) }
      let repetition = region.repetition(ofStage: place.stage, in: plan.graph)
      if repetition > 1.0005 { parts.append("made x\(fixed(repetition, 2))") }
    }
    if plan.isRepeated(node) { parts.append("second pass") }
    return parts.joined(separator: ", ")
  }

  /// How many times the multiply-adds of one run, to a thousandth.
  private func again(_ factor: Double) -> PageTable.Cell {
    .number(Int((factor * 1000).rounded()), factor > 1.0005 ? "x\(fixed(factor, 3))" : "")
  }

  /// Shapes, sorted by how many elements they have.
  private func shapes(_ values: [ValueID]) -> PageTable.Cell {
    let shapes = values.map { plan.graph.shape(of: $0) }
    return .number(
      shapes.reduce(0) { $0 + $1.count }, shapes.map(\.description).joined(separator: ", "))
  }
}
