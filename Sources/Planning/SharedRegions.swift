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
  for region in facts.sharings(of: plain, candidate.positions, target, parts: parts) {
    let cycles = target.cycles(region, in: facts.graph, parts: parts)
    if cycles < least { (best, least) = (region, cycles) }
  }
  return Candidate(positions: candidate.positions, region: best)
}

extension PlanFacts {
  /// The ways in which all parts can work on a region that the first one does alone.
  func sharings(
    of region: Region, _ positions: Range<Int>, _ target: Target, parts: Int
  ) -> [Region] {
    sharedRows(region, positions, parts: parts) + sharedSlices(region, target, parts: parts)
  }

  /// The region with rows of its last result for each part; none where it cannot be shared so.
  ///
  /// Rows of what is inside are made where they are needed and kept by each part for itself, so nothing
  /// else may read them.
  private func sharedRows(_ region: Region, _ positions: Range<Int>, parts: Int) -> [Region] {
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
  private func sharedSlices(_ region: Region, _ target: Target, parts: Int) -> [Region] {
    let stage = region.stages[0]
    let position = position[stage.node] ?? 0
    guard region.stages.count == 1, region.slices == nil, region.stripes == nil,
      region.deliveries.isEmpty, stage.grain == nil, !stage.gathers,
      let role = graph.roleInShares(of: stage.node),
      operands[position].allSatisfy({ !isPlanar($0.index) })
    else { return [] }
    let channels = graph.shape(of: graph.nodes[stage.node].result).channels
    // In whole vectors, so that no part makes less than half of one; or in whole lines of caches, so that
    // no two parts write to one.
    let bytes = graph.type(of: graph.nodes[stage.node].result).elementType.byteCount
    let vector = target.vectors.first?.lanes ?? target.blockChannels
    let byVectors = slices(of: channels, inUnitsOf: vector, parts: parts)
    let byLines = slices(
      of: channels, inUnitsOf: max(vector, Target.lineBytes / bytes), parts: parts)
    return [byVectors, byLines == byVectors ? nil : byLines].compactMap { slices in
      guard let slices else { return nil }
      var shared = region
      shared.stages[0].role = role
      shared.slices = slices
      shared.shares = .slices
      return shared
    }
  }

  /// Slices as even as units allow, one for each part; nil where there is no more than one unit.
  private func slices(of channels: Int, inUnitsOf unit: Int, parts: Int) -> [Range<Int>]? {
    let count = min(parts, (channels + unit - 1) / unit)
    guard count > 1 else { return nil }
    var borders = [0]
    for part in 1..<count {
      let nearest = (2 * channels * part + count * unit) / (2 * count * unit)
      borders.append(max(nearest, part) * unit)
    }
    return zip(borders, borders.dropFirst() + [channels]).map { $0..<$1 }
  }
}

extension SpatialAccess {
  /// Whether a row of the result needs some rows of the operand only.
  var isLocal: Bool {
    switch self {
    case .same, .window: true
    case .everything, .single: false
    }
  }
}
