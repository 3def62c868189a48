import Basics
import IR
import Plan
import Targets

/// A candidate with what it would cost.
private struct Option {
  let candidate: Candidate
  /// Bytes that live while it runs, values that only pass by included.
  let peak: Int
  let cycles: Double
}

/// Chooses the regions: a path over the positions of the graph's order.
func schedule(_ graph: Graph, target: Target, options: PlanOptions) -> Schedule {
  let choices = candidates(in: graph, ways: options.ways).map { candidates in
    candidates.map { candidate in
      let lives = LiveRanges(graph, [candidate.region], covering: candidate.positions)
      return Option(
        candidate: candidate,
        peak: place(lives.tenants, alignment: target.alignment, shuffles: 0).size,
        cycles: target.cycles(candidate.region, in: graph))
    }
  }

  func fastest(within limit: Int) -> [Option]? {
    bestPath(over: choices, from: 0.0) { $1.peak <= limit ? $0 + $1.cycles : nil }
  }
  /// The path whose largest region is least, then the next largest, and so on.
  func smallest() -> [Option]? {
    bestPath(over: choices, from: DescendingPeaks()) { $0.adding($1.peak) }
  }

  let path: [Option]?
  switch (options.ways, options.objective) {
  case (.atMost, _): path = smallest()
  case (.auto, .latency): path = fastest(within: .max)
  case (.auto, .ram): path = fastest(within: smallest()?.map(\.peak).max() ?? 0)
  case (.auto, .balanced):
    let limits = Set(choices.joined().map(\.peak)).sorted()
    let paths = limits.compactMap(fastest)
    func product(_ path: [Option]) -> Double {
      Double(path.map(\.peak).max() ?? 0) * path.map(\.cycles).reduce(0, +)
    }
    path = paths.min { product($0) < product($1) }
  }
  return Schedule(regions: (path ?? []).map(\.candidate.region))
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

/// The cheapest way from the first position to the last, taking at each position one of the options
/// that start there; `extend` is the cost of a path with one more option, nil if that is forbidden.
private func bestPath<Cost: Comparable>(
  over choices: [[Option]], from nothing: Cost, extend: (Cost, Option) -> Cost?
) -> [Option]? {
  var best: [(cost: Cost, last: Option?)?] = Array(repeating: nil, count: choices.count + 1)
  best[0] = (nothing, nil)
  for position in choices.indices {
    guard let here = best[position] else { continue }
    for option in choices[position] {
      guard let cost = extend(here.cost, option) else { continue }
      let end = option.candidate.positions.upperBound
      if let known = best[end], known.cost <= cost { continue }
      best[end] = (cost, option)
    }
  }
  var path: [Option] = []
  var position = choices.count
  while position > 0 {
    guard let last = best[position]?.last else { return nil }
    path.append(last)
    position = last.candidate.positions.lowerBound
  }
  return path.reversed()
}
