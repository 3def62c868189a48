/// How hard to look.
package struct AllocationEffort: Sendable {
  /// When to stop; the answer may depend on the speed of the machine if this comes first.
  package var deadline: ContinuousClock.Instant?
  /// Dead ends of the search after which to stop; the answer depends on nothing else.
  package var failureLimit: Int

  package init(deadline: ContinuousClock.Instant? = nil, failureLimit: Int = .max) {
    self.deadline = deadline
    self.failureLimit = failureLimit
  }
}

/// The largest part, of buffers that time does not keep apart, that is searched: greedy orders alone
/// place larger ones.
package let searchedBufferLimit = 2_000

/// Finds offsets such that buffers that live at the same time do not overlap, below `capacity` if
/// there is one and otherwise with a peak as low as the effort allows.
package func allocate(
  _ problem: AllocationProblem, capacity: Int?, effort: AllocationEffort
) -> Allocation {
  var parts = problem.independentParts.map { PartialAllocation(problem, $0) }
  let liveBound = parts.map(\.liveBound).max() ?? 0
  var provedBound = liveBound
  var isImpossible = false

  if let capacity, liveBound <= capacity {
    for part in parts.indices where !isImpossible && parts[part].peak > capacity {
      let share = effort.share(of: parts[part...].count { $0.peak > capacity })
      isImpossible = !parts[part].lower(to: capacity, effort: share)
    }
    if isImpossible { provedBound = capacity + 1 }
  } else if capacity == nil {
    // What must be high anyway sets how far the others need to come down.
    for part in parts.indices.sorted(by: {
      (parts[$0].liveBound, $1) > (parts[$1].liveBound, $0)
    }) where parts[part].peak > provedBound {
      let share = effort.share(of: parts.count { $0.peak > provedBound })
      provedBound = max(provedBound, parts[part].minimise(from: provedBound, effort: share))
    }
  }

  var offsets = Array(repeating: 0, count: problem.buffers.count)
  for part in parts {
    for (index, offset) in zip(part.indices, part.offsets) { offsets[index] = offset }
  }
  let peak = problem.peak(of: offsets)
  let fits = peak <= capacity ?? .max
  return Allocation(
    verdict: fits ? .fits : provedBound > capacity ?? .max ? .impossible : .notFound,
    offsets: offsets, peak: peak, liveBound: liveBound, provedBound: provedBound)
}

extension AllocationEffort {
  /// One of `count` equal shares of what is left.
  fileprivate func share(of count: Int) -> AllocationEffort {
    var share = self
    share.failureLimit = max(1, failureLimit / max(1, count))
    if let deadline {
      let now = ContinuousClock.now
      share.deadline = now + now.duration(to: deadline) / max(1, count)
    }
    return share
  }
}

/// A group of buffers that no other meets in time, and the best offsets known for it.
private struct PartialAllocation {
  let indices: [Int]
  let problem: AllocationProblem
  let liveBound: Int
  private(set) var offsets: [Int]
  private(set) var peak: Int

  init(_ whole: AllocationProblem, _ indices: [Int]) {
    self.indices = indices
    problem = AllocationProblem(indices.map { whole.buffers[$0] })
    liveBound = problem.liveBound
    offsets = problem.greedyOffsets()
    peak = problem.peak(of: offsets)
  }

  private var isSearched: Bool { problem.buffers.count <= searchedBufferLimit }

  private mutating func take(_ found: [Int], _ sectioned: SectionedProblem) {
    for (item, offset) in zip(sectioned.items, found) {
      offsets[item.index] = offset * sectioned.unit
    }
    peak = problem.peak(of: offsets)
  }

  /// Looks for offsets within `capacity`; false if there are none.
  mutating func lower(to capacity: Int, effort: AllocationEffort) -> Bool {
    guard isSearched else { return true }
    let sectioned = SectionedProblem(problem)
    var restarts = Restarts(sectioned, deadline: effort.deadline)
    let result = restarts.search(
      within: capacity / sectioned.unit, failureLimit: effort.failureLimit)
    if result.outcome == .found { take(result.offsets, sectioned) }
    return result.outcome != .none
  }

  /// Lowers the peak towards `bound` and gives the bound that is proved in the end.
  ///
  /// Tries the bound first, since most problems reach it; then, with more and more effort, what is
  /// halfway from the highest peak that was not reached to the lowest that was.
  mutating func minimise(from bound: Int, effort: AllocationEffort) -> Int {
    guard isSearched else { return bound }
    let sectioned = SectionedProblem(problem)
    let unit = sectioned.unit
    var restarts = Restarts(sectioned, deadline: effort.deadline)
    var left = effort.failureLimit
    var proved = bound
    var round = 10_000
    while proved < peak, left > 0, !restarts.isLate {
      var target = proved / unit
      while target * unit < peak, left > 0, !restarts.isLate {
        let result = restarts.search(within: target, failureLimit: min(round, left))
        left -= result.failures
        switch result.outcome {
        case .found: take(result.offsets, sectioned)
        case .none:
          target += 1
          proved = target * unit
        case .exhausted: target += max(1, (peak / unit - target) / 2)
        }
      }
      round *= 2
    }
    return proved
  }
}
