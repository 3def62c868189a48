import Basics

/// What one run of the search prefers.
struct SearchTaste {
  /// What another answer to choose from costs a section, and what height costs it, against slack.
  var crowd: Double
  var height: Double
  /// Items with a high score are tried first.
  var scores: [Double]
}

/// Runs the search again and again with other tastes, most runs short and a few long.
///
/// A search that starts with the wrong choice may never come back from it, whereas for each of the
/// public instances some taste in a handful leads straight to a placement. Tastes come from seeded
/// numbers and lengths count dead ends, so that the same problem is searched the same way anywhere.
struct Restarts {
  private let problem: SectionedProblem
  private let deadline: ContinuousClock.Instant?
  private let numbers = SeededNumbers(name: "allocation")
  private var drawn = 0
  private var runs = 0

  init(_ problem: SectionedProblem, deadline: ContinuousClock.Instant?) {
    self.problem = problem
    self.deadline = deadline
  }

  var isLate: Bool { deadline.map { ContinuousClock.now >= $0 } ?? false }

  /// Looks for offsets within `capacity` units until there is a proof either way or `failureLimit`
  /// dead ends were met.
  mutating func search(
    within capacity: Int, failureLimit: Int
  ) -> (outcome: AllocationSearch.Outcome, offsets: [Int], failures: Int) {
    var failures = 0
    while failures < failureLimit, !isLate {
      runs += 1
      var search = AllocationSearch(
        problem, capacity: capacity, taste: drawTaste(),
        failureLimit: min(Self.shortestRun * lubyNumber(runs), failureLimit - failures),
        deadline: deadline)
      let outcome = search.run()
      failures += search.failures
      if outcome != .exhausted { return (outcome, search.offsets, failures) }
    }
    return (.exhausted, [], failures)
  }

  /// Dead ends of a short run; those that succeed met from 20 to 900 on the public instances.
  private static let shortestRun = 300

  private mutating func draw() -> Double {
    drawn += 1
    return numbers[drawn]
  }

  private mutating func drawTaste() -> SearchTaste {
    /// A power of two from 1/256 to 1.
    func drawWeight() -> Double { 1 / Double(1 << Int(draw() * 9)) }
    let (crowd, height, noise) = (drawWeight(), drawWeight(), 0.3 * draw())
    let isPlain = runs.isMultiple(of: 2)
    let sizePower = isPlain ? Power.one : drawPower()
    let durationPower = isPlain ? Power.one : drawPower()
    let scores = problem.items.map { item in
      sizePower(Double(item.size)) * durationPower(item.duration) * (1 + noise * (2 * draw() - 1))
    }
    return SearchTaste(crowd: crowd, height: height, scores: scores)
  }

  private mutating func drawPower() -> Power {
    Power.allCases[Int(draw() * Double(Power.allCases.count))]
  }
}

/// Powers that are the same on every machine, unlike those of the system's library.
private enum Power: CaseIterable {
  case half, one, threeHalves

  func callAsFunction(_ base: Double) -> Double {
    switch self {
    case .half: base.squareRoot()
    case .one: base
    case .threeHalves: base * base.squareRoot()
    }
  }
}

/// Number `index`, from 1, of the sequence of Luby, Sinclair and Zuckerman (1993).
///
/// 1 1 2 1 1 2 4 1 1 2 1 1 2 4 8 and so on: restarts after runs of these lengths are near the best
/// when nothing is known of the lengths that succeed.
func lubyNumber(_ index: Int) -> Int {
  var index = index
  while true {
    let width = Int.bitWidth - index.leadingZeroBitCount
    if index == (1 << width) - 1 { return 1 << (width - 1) }
    index -= (1 << (width - 1)) - 1
  }
}
