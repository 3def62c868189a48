import IR
import Plan
import Targets

/// A candidate whose region the parts share in the way that is predicted to be the fastest; with one part
/// as it was.
func shared(_ candidate: Candidate, _ facts: PlanFacts, _ target: Target, parts: Int) -> Candidate {
  guard parts > 1 else { return candidate }
  let plain = candidate.region
  var best = plain
  var least = target.cycles(plain, in: facts.graph, parts: parts)
  for region in facts.sharedRows(plain, candidate.positions, parts: parts)
    + facts.sharedSlices(plain, target, parts: parts)
  {
    let cycles = target.cycles(region, in: facts.graph, parts: parts)
    if cycles < least { (best, least) = (region, cycles) }
  }
  return Candidate(positions: candidate.positions, region: best)
}

extension PlanFacts {
  /// The region with rows of its last result for each part; none where it cannot be shared so.
  ///
  /// Rows of what is inside are made where they are needed and kept by each part for itself, so nothing
  /// else may read them.
  fileprivate func sharedRows(_ region: Region, _ positions: Range<Int>, parts: Int) -> [Region] {
    let result = results[positions.upperBound - 1]
    let height = valueHeights[result]
    let inside = positions.dropLast()
    guard height > 1, region.slices == nil, region.stripes == nil, region.deliveries.isEmpty,
      region.isPulled || region.stages.count == 1,
      region.stages.allSatisfy({ $0.grain == nil && !$0.gathers }),
      inside.allSatisfy({ position in
        let value = results[position]
        return !uses[value].isEmpty && lastUse[value] < positions.upperBound
          && uses[value].allSatisfy { reader in
            operands[reader].allSatisfy { $0.index != value || $0.access.space.isLocal }
          }
      })
    else { return [] }
    return rowShares(of: height, parts: parts).map { rows in
      var region = region
      region.shares = .rows(rows)
      return region
    }
  }

  /// Rows in shares that differ by one at most, smaller ones before larger ones and the other way round.
  private func rowShares(of height: Int, parts: Int) -> [[Range<Int>]] {
    let count = min(parts, height)
    let even = (0..<count).map { height * $0 / count..<height * ($0 + 1) / count }
    let early = (0..<count).map { part in
      (height * part + count - 1) / count..<(height * (part + 1) + count - 1) / count
    }
    return even == early ? [even] : [even, early]
  }

  /// The region with channels of its result for each part; none where it cannot be shared so.
  fileprivate func sharedSlices(_ region: Region, _ target: Target, parts: Int) -> [Region] {
    let stage = region.stages[0]
    let position = position[stage.node] ?? 0
    guard region.stages.count == 1, region.slices == nil, region.stripes == nil,
      region.deliveries.isEmpty, stage.grain == nil, !stage.gathers,
      let role = graph.roleInShares(of: stage.node),
      operands[position].allSatisfy({ !isPlanar($0.index) })
    else { return [] }
    let channels = graph.shape(of: graph.nodes[stage.node].result).channels
    // In whole vectors, so that no part makes less than half of one.
    let unit = target.vectors.first?.lanes ?? target.blockChannels
    let units = (channels + unit - 1) / unit
    let count = min(parts, units)
    guard count > 1 else { return [] }
    var shared = region
    shared.stages[0].role = role
    shared.slices = (0..<count).map { part in
      let ends = [part, part + 1].map { min(channels, (units * $0 + count - 1) / count * unit) }
      return ends[0]..<ends[1]
    }
    shared.shares = .slices
    return [shared]
  }
}

extension SpatialAccess {
  /// Whether a row of the result needs some rows of the operand only.
  fileprivate var isLocal: Bool {
    switch self {
    case .same, .window: true
    case .everything, .single: false
    }
  }
}
