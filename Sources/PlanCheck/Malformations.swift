import Basics
import IR
import Plan

/// What is wrong with a plan before anything runs: the replay relies on none of it being so.
///
/// `plan.schedule` (ops missing, twice, out of order, or not split the way they can be; steps
/// miscounted), `plan.slices` and `plan.stripes` (not a partition, or of a region that cannot have
/// them), `plan.grain` (steps of no size, or where steps are rows; bands that overlap where they cannot,
/// or hold too little for a reader), `plan.bounds` (an arena of no sensible size, a buffer outside of it
/// or not aligned), `plan.placement` (a value without a place, in the wrong one, or in a buffer too
/// small for it).
func malformations(of plan: Plan) -> [Diagnostic] {
  // Each of these needs what comes before it to be sound.
  for check in [scheduleFaults, stepFaults, arenaFaults, placementFaults] {
    let found = check(plan)
    if !found.isEmpty { return found }
  }
  return []
}

func fault(_ id: String, _ message: String) -> Diagnostic {
  Diagnostic(id, at: .unknown, message)
}

func fault(_ id: String, at stage: Stage, _ graph: Graph, _ message: String) -> Diagnostic {
  Diagnostic(
    id, at: graph.nodes[stage.node].origin, "%\(graph.name(of: stage.node)) \(message)")
}

/// Whether ranges cover 0..<`extent` from left to right, without gaps and empty ones.
func isPartition(_ ranges: [Range<Int>], of extent: Int) -> Bool {
  var next = 0
  for range in ranges {
    guard range.lowerBound == next, !range.isEmpty else { return false }
    next = range.upperBound
  }
  return next == extent
}
