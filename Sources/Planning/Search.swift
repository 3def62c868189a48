import Basics
import IR
import Plan
import Targets

/// A path over the graph's order that might be the best one.
struct Proposal: Sendable {
  let path: [Option]
  let schedule: Schedule

  /// The predicted time.
  var cycles: Double { path.cycles }
}

/// A candidate with what it would cost.
struct Option: Sendable {
  let candidate: Candidate
  /// Bytes that live while it runs, values that only pass by included.
  let peak: Int
  let cycles: Double
  /// The share of the multiply-adds that may be done again, in whole levels.
  let level: Int
  /// The size of its steps where they are smaller than rows.
  let steps: StepSize?
}

extension [Option] {
  var cycles: Double { reduce(0) { $0 + $1.cycles } }
  var level: Int { reduce(0) { $0 + $1.level } }
}

extension Search {
  /// Proposes schedules: paths over the positions of the graph's order, the most promising first.
  ///
  /// The peak of a region is known before the others are, so it cannot see what they make of the
  /// arena together; whoever asks places each proposal and keeps the best.
  func proposals(_ options: PlanOptions) -> [Proposal] {
    if let budget = options.budget { return distinct(fitting(budget) + small()) }
    let paths: [[Option]] =
      switch (options.ways, options.objective) {
      case (.atMost, _): [smallest(), smallest(ways: 1)]
      case (.auto, .latency): aboutAsFast()
      case (.auto, .ram): small()
      case (.auto, .balanced): [balanced(), fastest()] + small()
      }
    return distinct(paths)
  }

  /// Proposes the fastest schedules for ever less memory, the fastest of all first.
  func proposalsAlongTheCurve() -> [Proposal] { distinct(fitting(.max) + small()) }

  /// The schedule of a path: where memory does not count regions are shared in step with each other, which lets
  /// more values live at one time.
  func proposal(of path: [Option]) -> Proposal {
    let candidates = path.map(\.candidate)
    var regions = candidates.map(\.region)
    if parts > 1 {
      if !countsMemory { regions = facts.inStep(candidates, target, parts: parts) }
      regions = facts.waiting(regions)
    }
    return Proposal(path: path, schedule: Schedule(regions: regions, parts: parts))
  }

  private func distinct(_ paths: [[Option]]) -> [Proposal] {
    var known: Set<Schedule> = []
    return paths.map { proposal(of: $0) }.filter { proposal in
      !proposal.path.isEmpty && known.insert(proposal.schedule).inserted
    }
  }
}

/// All options of a graph, by the position at which they start.
struct Search: Sendable {
  let facts: PlanFacts
  let input: InputMode
  /// How many parts share the work.
  let parts: Int
  /// Of every buffer, in bytes.
  let alignment: Int
  private let target: Target
  private let countsMemory: Bool
  private var choices: [[Option]]
  /// The sizes of steps smaller than rows.
  private let steps: [StepSize]

  init(_ facts: PlanFacts, target: Target, options: PlanOptions) {
    let spare = Double(facts.graph.cost().multiplyAdds) * (options.recompute - 1)
    levels = spare >= 1 ? Self.levelCount : 0
    steps = options.smallSteps
    self.facts = facts
    input = options.input
    parts = options.parts
    alignment = target.alignment
    self.target = target
    countsMemory = options.countsMemory
    /// How much of what may be done again a candidate does again.
    @Sendable func level(_ candidate: Candidate) -> Int {
      // What parts do again at their borders saves time and not memory.
      let again =
        candidate.region.unshared.multiplyAdds(in: facts.graph)
        - facts.multiplyAdds(of: candidate.positions)
      if again <= 0 { return 0 }
      return Int((Double(again) / max(spare, 1) * Double(Self.levelCount)).rounded(.up))
    }
    @Sendable func option(_ candidate: Candidate, _ steps: StepSize? = nil) -> Option {
      let lives = LiveRanges(
        facts, [candidate.region], covering: candidate.positions, input: options.input,
        spellLimit: 64)
      return Option(
        candidate: candidate,
        peak: place(lives.tenants, alignment: target.alignment, shuffles: 0).size,
        cycles: target.cycles(candidate.region, in: facts.graph, parts: options.parts),
        level: level(candidate),
        steps: steps)
    }
    let allowed = levels
    let rows = candidates(facts, options).map { $0.filter { level($0) <= allowed } }
    /// A candidate as the parts share it best and, where memory counts, as the first one does it alone.
    @Sendable func ways(_ candidate: Candidate) -> [Candidate] {
      let shared = shared(candidate, facts, target, parts: options.parts)
      return options.countsMemory && shared.region.isShared ? [shared, candidate] : [shared]
    }
    choices = concurrentMap(rows.count) { rows[$0].flatMap(ways).map { option($0) } }
    guard options.ways == .auto else { return }

    // What takes more time serves only where it takes less memory than is possible without it, or
    // little more: what regions need together may be less than the most of them needs alone. What a
    // run needs beside its result grows with the run.
    func add(
      _ size: StepSize, over regions: [Range<Int>], _ runs: inout TriedRuns,
      _ variants: @Sendable (Candidate) -> [Candidate], below limit: Int
    ) {
      let tried = runs
      let found = concurrentMap(choices.count) { start in
        var small: [Option] = []
        var ends: [Int] = []
        var steps = 0
        for candidate in candidates(facts, from: start, in: size, input: options.input) {
          let end = candidate.positions.upperBound
          guard regions.contains(where: candidate.positions.overlaps), !tried.has(start, end)
          else { continue }
          let candidates = variants(candidate)
          // Maps of millions of pixels are not looked at pixel by pixel.
          steps += candidates.reduce(0) { $0 + $1.region.stepCount(in: facts.graph) }
          if steps > Self.mostSteps { return (small, ends, end) }
          let found = candidates.map { option($0, size) }
          ends.append(end)
          small += found.filter { $0.peak <= limit + limit / 16 + Self.slack }
          let least = found.map(\.peak).min() ?? 0
          if least - facts.byteCount(of: end - 1) > limit { return (small, ends, end) }
        }
        return (small, ends, Int.max)
      }
      for start in choices.indices {
        choices[start] += found[start].0
        runs.note(start, found[start].1, closed: found[start].2)
      }
    }
    let all = [choices.indices]
    func least() -> Int { smallest().map(\.peak).max() ?? .max }
    let limit = least()
    for size in options.smallSteps {
      var runs = TriedRuns(choices.count)
      add(size, over: all, &runs, { [$0] }, below: limit)
    }

    // What takes more multiply-adds is only looked at where most memory is needed.
    func addWhereNeeded(
      _ size: StepSize, _ variants: @escaping @Sendable (Candidate) -> [Candidate]
    ) {
      let affordable = { @Sendable in variants($0).filter { level($0) <= allowed } }
      var runs = TriedRuns(choices.count)
      while true {
        let path = smallest()
        let least = path.map(\.peak).max() ?? 0
        // What is bought already may be bought cheaper.
        let worst =
          path.filter { $0.peak >= least - least / 16 }
          + fastest(within: least).filter { $0.level > 0 }
        add(size, over: worst.map(\.candidate.positions), &runs, affordable, below: least)
        if smallest().map(\.peak).max() ?? 0 >= least { return }
      }
    }
    guard let size = options.smallSteps.last, case .pixels = size, allowed > 0 else { return }
    // Stripes: each makes again what its neighbour has made in the halo. They have no whole rows.
    @Sendable func stripes(_ candidate: Candidate, _ size: StepSize, _ counts: [Int]) -> [Candidate]
    {
      var known: Set<[Range<Int>]> = []
      return counts.compactMap { striped(candidate, facts, into: $0, size) }
        .filter { known.insert($0.region.stripes ?? []).inserted }
    }
    if options.stripes == nil {
      addWhereNeeded(size) { stripes($0, size, options.stripeCounts) }
    } else {
      // Who asks for them gets them wherever they take less memory.
      var runs = TriedRuns(choices.count)
      add(
        size, over: all, &runs,
        { stripes($0, size, options.stripeCounts).filter { level($0) <= allowed } }, below: least())
    }
    // Rows made again, in stripes or not.
    for narrow in options.narrowSteps {
      addWhereNeeded(narrow) { [$0] }
      addWhereNeeded(narrow) { stripes($0, narrow, options.narrowStripeCounts) }
    }
  }

  /// Bytes that alignment may cost or save, where little memory is needed in all.
  private static let slack = 256
  /// The most steps that the runs from one position are walked through for each size.
  private static let mostSteps = 8_000_000
  /// Into how many levels the multiply-adds are divided that may be done again.
  private static let levelCount = 32
  /// How many levels a path may use.
  let levels: Int

  /// The path of least time whose regions all stay within a limit of memory.
  func fastest(within limit: Int = .max) -> [Option] {
    path(from: 0.0) { $1.peak <= limit ? $0 + $1.cycles : nil }
  }

  /// The path of least time from one position to another whose regions all stay within a limit of
  /// memory, with so many levels of what may be done again.
  func fastest(over positions: Range<Int>, within limit: Int, levels: Int) -> [Option] {
    path(over: positions, levels: levels, from: 0.0) { $1.peak <= limit ? $0 + $1.cycles : nil }
  }

  /// The fastest paths within less and less memory, as long as they are about as fast as the fastest
  /// of all: predictions do not tell times apart that are 0.3 % from each other, or 0.2 % where what the arena
  /// costs is in them.
  func aboutAsFast() -> [[Option]] {
    let paths = fitting(.max)
    func time(_ path: [Option]) -> Double {
      path.cycles + target.cyclesPerArenaByte * Double(path.map(\.peak).max() ?? 0)
    }
    guard let fastest = paths.map(time).min() else { return [] }
    let most = fastest * (target.cyclesPerArenaByte > 0 ? 1.002 : 1.003)
    return Array(paths.filter { time($0) <= most }.prefix(24))
  }

  /// The path whose largest region is least, then the next largest, and so on; `ways` leaves only
  /// the slices that so many ways cut, `steps` only pulled regions with steps of that size.
  func smallest(ways: Int? = nil, steps: StepSize? = nil) -> [Option] {
    path(from: DescendingPeaks()) { peaks, option in
      if let steps, option.candidate.region.isPulled, option.steps != steps { return nil }
      if let ways, let slices = option.candidate.region.unshared.slices {
        let channels = slices.last?.upperBound ?? 0
        guard slices[0].count == sliceWidth(of: channels, ways: ways) else { return nil }
      }
      return peaks.adding(option.peak)
    }
  }

  /// The path whose product of memory and time is least.
  func balanced() -> [Option] {
    func product(_ path: [Option]) -> Double {
      Double(path.map(\.peak).max() ?? 0) * path.cycles
    }
    let limits = Set(choices.joined().map(\.peak)).sorted()
    return limits.map(fastest).filter { !$0.isEmpty }.min { product($0) < product($1) } ?? []
  }

  /// The fastest paths within a limit and within lower ones, down to the least there is: what is
  /// placed at last may need a little more than its regions one by one.
  func fitting(_ budget: Int) -> [[Option]] {
    let least = smallest().map(\.peak).max() ?? 0
    let limits = Set(choices.joined().map(\.peak)).filter {
      (least...max(least, budget)).contains($0)
    }
    var paths: [[Option]] = []
    var next = limits.max() ?? least
    while next >= least, paths.count < 64 {
      let path = fastest(within: next)
      guard let peak = path.map(\.peak).max() else { break }
      paths.append(path)
      guard let lower = limits.filter({ $0 < peak }).max() else { break }
      next = lower
    }
    return paths
  }

  /// Paths of little memory: the one of least peaks, the fastest within that and slightly higher
  /// limits, and those that pull everything in steps of one size or cut all blocks in the same number
  /// of ways, whose buffers often lie closer together.
  func small() -> [[Option]] {
    let smallest = smallest()
    let limit = smallest.map(\.peak).max() ?? 0
    let limits = Set(choices.joined().map(\.peak)).filter { $0 >= limit }.sorted().prefix(24)
    return limits.map(fastest) + [smallest] + steps.map { self.smallest(steps: $0) }
      + (1...8).map { self.smallest(ways: $0) }
  }

  private func path<Cost: Comparable>(
    from nothing: Cost, extend: (Cost, Option) -> Cost?
  ) -> [Option] {
    path(over: choices.indices, levels: levels, from: nothing, extend: extend)
  }

  /// The cheapest way from one position to another, empty if there is none.
  ///
  /// At each position it takes one of the options that start there; `extend` is the cost of a path
  /// with one more option, nil if that is forbidden.
  private func path<Cost: Comparable>(
    over positions: Range<Int>, levels: Int, from nothing: Cost, extend: (Cost, Option) -> Cost?
  ) -> [Option] {
    let start = positions.lowerBound
    // By position, and by how much is done again on the way there.
    var best: [[(cost: Cost, last: Option?)?]] = Array(
      repeating: Array(repeating: nil, count: levels + 1), count: positions.count + 1)
    best[0][0] = (nothing, nil)
    for position in positions {
      var least: Cost?
      for level in 0...levels {
        guard let here = best[position - start][level] else { continue }
        // No better than what does less again.
        if let least, least <= here.cost { continue }
        least = here.cost
        for option in choices[position] where level + option.level <= levels {
          let end = option.candidate.positions.upperBound - start
          guard end < best.count, let cost = extend(here.cost, option) else { continue }
          if let known = best[end][level + option.level], known.cost <= cost { continue }
          best[end][level + option.level] = (cost, option)
        }
      }
    }
    var path: [Option] = []
    var position = positions.count
    var level = 0
    for other in 0...levels {
      guard let cost = best[position][other]?.cost else { continue }
      if let known = best[position][level]?.cost, known <= cost { continue }
      level = other
    }
    while position > 0 {
      guard let last = best[position][level]?.last else { return [] }
      path.append(last)
      position = last.candidate.positions.lowerBound - start
      level -= last.level
    }
    return path.reversed()
  }
}

/// Peaks in descending order, compared like words: the largest decides, then the next.
private struct DescendingPeaks: Comparable {
  private var peaks: [Int] = []

  func adding(_ peak: Int) -> DescendingPeaks {
    var copy = self
    let place = copy.peaks.firstIndex { $0 < peak } ?? copy.peaks.endIndex
    copy.peaks.insert(peak, at: place)
    return copy
  }

  static func < (a: DescendingPeaks, b: DescendingPeaks) -> Bool {
    a.peaks.lexicographicallyPrecedes(b.peaks)
  }
}

/// The runs of ops that were looked at in steps of one size.
private struct TriedRuns: Sendable {
  /// By the position at which they start: the ends of runs, and the end from which on they are too long.
  private var ends: [Set<Int>]
  private var closed: [Int]

  init(_ count: Int) {
    ends = Array(repeating: [], count: count)
    closed = Array(repeating: .max, count: count)
  }

  func has(_ start: Int, _ end: Int) -> Bool { end >= closed[start] || ends[start].contains(end) }

  mutating func note(_ start: Int, _ tried: [Int], closed end: Int) {
    ends[start].formUnion(tried)
    closed[start] = min(closed[start], end)
  }
}
