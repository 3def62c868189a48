import Basics
import IR
import Plan

/// What is wrong with the stages of a region whose bands of rows overlap, and with their readers.
///
/// Of each row there are as many copies as bands make it, and none lasts longer than its band. So
/// there is no slice, no sum and no other region that could read them, and what a reader needs at once
/// has to lie in one band.
func overlapFaults(_ region: Region, _ graph: Graph) -> [Diagnostic] {
  let facts = RegionFacts(region, graph)
  guard facts.stages.contains(where: \.isMadeAgain) else { return [] }
  let users = graph.users()
  let inside = Set(region.stages.map(\.node))
  let last = facts.stages.count - 1
  return facts.stages.enumerated().flatMap { index, stage -> [Diagnostic] in
    guard stage.isMadeAgain else { return readerFaults(stage, facts, graph) }
    let message: String? =
      if region.slices != nil || stage.stage.gathers || index == last {
        "makes rows again where that cannot be"
      } else if graph.outputs.contains(stage.result)
        || !inside.isSuperset(of: users[stage.result] ?? [])
      {
        "makes rows again and is used elsewhere"
      } else if stage.operands.contains(where: { facts.maker(of: $0)?.isMadeAgain ?? false }) {
        "makes rows again from what is itself made again"
      } else {
        nil
      }
    return message.map { [fault("plan.grain", at: stage.stage, graph, $0)] } ?? []
  }
}

private func readerFaults(
  _ stage: RegionFacts.StageFacts, _ facts: RegionFacts, _ graph: Graph
) -> [Diagnostic] {
  stage.operands.filter { operand in
    guard let maker = facts.maker(of: operand), maker.isMadeAgain else { return false }
    return !findsItsRows(of: operand, stage, in: facts.bands(of: maker), facts)
  }.map {
    fault(
      "plan.grain", at: stage.stage, graph,
      "reads rows of %\(graph.values[$0.value].name) that no band holds together")
  }
}

/// Whether all rows that a step needs lie in the band that makes the last of them first.
private func findsItsRows(
  of operand: RegionFacts.Operand, _ reader: RegionFacts.StageFacts, in bands: [Range<Int>],
  _ facts: RegionFacts
) -> Bool {
  var band = 0
  return facts.bands(of: reader).allSatisfy { made in
    // The first and the last row of a step say how far it looks: no need to ask all of them.
    let ends = [made.lowerBound, made.upperBound - 1].map { row in
      reader.pixels(of: operand, for: Rectangle(rows: row..<row + 1, columns: 0..<1)).hullOfRows
    }
    guard let top = ends[0], let bottom = ends[1] else { return false }
    // Neither ends of bands nor of what is needed ever go up.
    while bands[band].upperBound < bottom.upperBound { band += 1 }
    return bands[band].lowerBound <= top.lowerBound
  }
}

/// Where results whose bands overlap lie wrong: a row has a place for each band in rings only.
func overlapPlacementFaults(_ plan: Plan) -> [Diagnostic] {
  plan.schedule.regions.flatMap(\.stages).filter { stage in
    guard let grain = stage.grain, grain.rowsAgain > 0 else { return false }
    switch plan.memory.placements[plan.graph.nodes[stage.node].result] {
    case .ring: return false
    case .input, .output, .arena, .slice, nil: return true
    }
  }.map { fault("plan.placement", at: $0, plan.graph, "makes rows again that are in no ring") }
}

extension RegionFacts {
  fileprivate func maker(of operand: Operand) -> StageFacts? {
    guard case .stage(let maker) = operand.source else { return nil }
    return stages[maker]
  }

  fileprivate func bands(of stage: StageFacts) -> [Range<Int>] {
    steps(of: stage, columns: 0..<stage.walked.width).bands
  }
}

extension RegionFacts.StageFacts {
  fileprivate var isMadeAgain: Bool { (stage.grain?.rowsAgain ?? 0) > 0 }
}
