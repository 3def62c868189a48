import Plan

extension Search {
  /// A draft that takes less time than another, and no more memory than a limit.
  ///
  /// The search for the least memory makes every region small, though only the largest of them set
  /// the size of the arena. Here all regions make way for the fastest ones over the same ops, if all
  /// buffers together still fit; if not, each half of them does, and so on.
  func spedUp(_ draft: Draft, within limit: Int) -> Draft {
    var best = draft
    speedUp(&best, draft.proposal.path[...], within: limit)
    return best
  }

  /// Shares of the limit for the new regions alone: beside what stays there may be less room.
  private static let rooms = [1.0, 0.875, 0.75, 0.625, 0.5]

  /// Replaces options that are part of a draft, all of them or as many as may be.
  private func speedUp(_ draft: inout Draft, _ old: ArraySlice<Option>, within limit: Int) {
    guard let first = old.first, let last = old.last else { return }
    let positions = first.candidate.positions.lowerBound..<last.candidate.positions.upperBound
    let level = old.reduce(0) { $0 + $1.level }
    let spare = levels - draft.proposal.path.level + level
    let most = old.reduce(0) { $0 + $1.cycles } - draft.proposal.cycles * Self.leastGain
    var known: Set<Schedule> = []
    for room in Self.rooms {
      let new = fastest(over: positions, within: Int(Double(limit) * room), levels: spare)
      guard !new.isEmpty, new.cycles < most else { break }
      let proposal = replacing(positions, of: draft.proposal, by: new)
      guard known.insert(proposal.schedule).inserted else { continue }
      let candidate = self.draft(proposal, shuffles: 40)
      guard candidate.arrangement.size <= limit else { continue }
      draft = candidate
      return
    }
    guard old.count > 1 else { return }
    let middle = (old.startIndex + old.endIndex) / 2
    speedUp(&draft, old[..<middle], within: limit)
    speedUp(&draft, old[middle...], within: limit)
  }

  /// The share of the time of all regions that must be saved before some of them make way.
  private static let leastGain = 0.002
}

extension Search {
  /// A proposal with other options over some positions, at whose ends options of its own end.
  private func replacing(
    _ positions: Range<Int>, of proposal: Proposal, by new: [Option]
  ) -> Proposal {
    let path = proposal.path
    let before = path.prefix { $0.candidate.positions.upperBound <= positions.lowerBound }
    let after = path.drop { $0.candidate.positions.lowerBound < positions.upperBound }
    return self.proposal(of: before + new + after)
  }
}
