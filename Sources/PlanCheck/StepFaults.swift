import Basics
import IR
import Plan

/// The steps of the regions, counted again.
func stepFaults(_ plan: Plan) -> [Diagnostic] {
  let graph = plan.graph
  let regions = plan.schedule.regions
  guard plan.memory.regionSteps.count == regions.count else {
    return [fault("plan.schedule", "the steps of the regions are not counted right")]
  }
  var total = 0
  for (region, claimed) in zip(regions, plan.memory.regionSteps) {
    let facts = RegionFacts(region, graph)
    guard
      facts.stages.allSatisfy({
        !$0.stage.gathers
          || facts.steps(of: $0, columns: 0..<$0.walked.width).count <= ElementName.mostParts
      })
    else { return [fault("plan.grain", "an op gathers in more steps than can be checked")] }
    var steps = region.deliveries.reduce(0) { $0 + graph.shape(of: graph.inputs[$1]).height }
    if case .rows(let parts) = region.shares {
      steps += parts.reduce(0) { $0 + facts.rows(for: $1).reduce(0) { $0 + $1.count } }
    } else if region.splitsInside {
      steps += facts.countInnerSteps(upTo: min(claimed, mostSteps))
    } else if region.stripes == nil {
      // The slices of a region do not differ in their steps, stripes do.
      steps += region.passes * countSteps(facts, inPass: 0)
    } else {
      for pass in 0..<region.passes where steps <= claimed {
        steps += countSteps(facts, inPass: pass)
      }
    }
    guard steps == claimed else {
      return [fault("plan.schedule", "the steps of the regions are not counted right")]
    }
    total += steps
    guard total <= mostSteps else {
      return [fault("plan.schedule", "more steps than can be checked")]
    }
  }
  return []
}

private func countSteps(_ facts: RegionFacts, inPass pass: Int) -> Int {
  zip(facts.stages, facts.columns(inPass: pass)).reduce(0) { sum, stage in
    sum + (stage.1.map { facts.steps(of: stage.0, columns: $0).count } ?? 0)
  }
}

/// Steps are numbered in 32 bits while a plan is replayed.
private let mostSteps = Int(Int32.max)
