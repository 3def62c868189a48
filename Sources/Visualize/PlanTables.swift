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
          .term(RegionKind(region).look.name), .term(spelledSlices(region) ?? ""),
          .number(plan.memory.regionSteps[index]),
          .count(plan.multiplyAdds(ofRegion: index)),
          .number(Int(facts.cycles[index]), "\(fixed(share * 100, 1)) %"),
          .number(peaks[index]),
        ])
    }
    return PageTable(
      caption: "Regions in the order of the schedule; the one that sets the peak is marked.",
      head: ["#", "ops", "kind", "slices", "steps", "multiply-adds", "work", "highest byte"],
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
    var regions = SideTable<Node, Int>()
    for (index, region) in plan.schedule.regions.enumerated() {
      for stage in region.stages { regions[stage.node] = index }
    }
    let rows = graph.order.enumerated().map { position, id in
      let node = graph.nodes[id]
      let cost = graph.cost(of: id)
      let region = regions[id]
      return PageTable.Row(
        mark: region.map { SVG.Mark("region", $0) },
        cells: [
          .number(position), .text(shown(graph.name(of: id))),
          .term(fieldTerms(node.op, graph.weights)), shapes(node.operands), shapes([node.result]),
          .count(cost.multiplyAdds), .count(cost.parameters),
          .number(region ?? -1, region.map(String.init) ?? ""),
        ])
    }
    return PageTable(
      caption:
        "Batch normalisation folded, activations fused; shapes are height x width x channels.",
      head: [
        "#", "name", "op", "input", "output", "multiply-adds", "parameters", "region",
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
          .number(point.regions), .number(point.longestRegion),
        ])
    }
    return PageTable(
      caption: "Plans that nothing found beats in both memory and predicted time, and this one.",
      head: ["", "arena", "predicted cycles", "of the fastest", "regions", "longest, ops"],
      rows: rows)
  }

  /// Shapes, sorted by how many elements they have.
  private func shapes(_ values: [ValueID]) -> PageTable.Cell {
    let shapes = values.map { plan.graph.shape(of: $0) }
    return .number(
      shapes.reduce(0) { $0 + $1.count }, shapes.map(\.description).joined(separator: ", "))
  }
}
