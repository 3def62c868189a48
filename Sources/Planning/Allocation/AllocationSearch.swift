/// An exact search for offsets within a capacity.
///
/// It looks only for *settled* placements: no buffer can move down or drop into a hole below it, and
/// of two buffers with the same life that touch, the larger is below. If there is any placement,
/// there is a settled one: take, of all placements, the one with the least sum of size x duration x
/// offset, and of those the one in which what lives longer, then what is larger, lies lowest.
///
/// The state is a skyline. In a hollow of it, a run of sections at one height between higher ones,
/// the open items that start at this height are those that live within the hollow. The search picks
/// a section of a hollow and asks which of them covers it, or whether its lowest item lies higher.
/// The answers exclude each other, so no placement is met twice, and a section that is as full as
/// the capacity allows leaves few of them. Parts of time that no open item joins are searched apart.
struct AllocationSearch {
  enum Outcome {
    case found
    /// There is no placement: proved.
    case none
    /// The limit was reached.
    case exhausted
  }

  let items: [SectionedProblem.Item]
  /// In units.
  let capacity: Int
  let taste: SearchTaste
  let failureLimit: Int
  let deadline: ContinuousClock.Instant?

  var sections: [Section]
  /// Where each item is; in units.
  var offsets: [Int]
  /// Dead ends met so far.
  private(set) var failures = 0

  // Scratch of one visit, kept to save allocations.
  var earliest: [Height]
  var lowestNeed: [Height]
  var sums: [Int]
  private var visits = 0
  private var isLate = false

  init(
    _ problem: SectionedProblem, capacity: Int, taste: SearchTaste, failureLimit: Int,
    deadline: ContinuousClock.Instant?
  ) {
    items = problem.items
    self.capacity = capacity
    self.taste = taste
    self.failureLimit = failureLimit
    self.deadline = deadline
    sections = Array(repeating: Section(), count: problem.sectionCount)
    for item in items {
      for section in item.life { sections[section].rest += item.size }
    }
    offsets = Array(repeating: 0, count: items.count)
    earliest = Array(repeating: .zero, count: items.count)
    lowestNeed = Array(repeating: .zero, count: problem.sectionCount)
    sums = Array(repeating: 0, count: problem.sectionCount)
  }

  /// Searches all placements, or as many as the limits allow.
  mutating func run() -> Outcome { visit(Array(items.indices), depth: 0) }

  /// Places the open items, which are in order of birth.
  private mutating func visit(_ given: [Int], depth: Int) -> Outcome {
    guard failures <= failureLimit, depth < Self.depthLimit, !checkIsLate() else {
      return .exhausted
    }
    var open = given
    while !open.isEmpty {
      let parts = self.parts(of: open)
      guard parts.count == 1 else {
        for part in parts.sorted(by: { $0.open.count < $1.open.count }) {
          let outcome = visit(part.open, depth: depth + 1)
          if outcome != .found { return outcome }
        }
        return .found
      }
      let span = parts[0].span
      guard infer(open, in: span) else {
        failures += 1
        return .none
      }
      guard let place = placeOfSole(open, in: span) else {
        return branch(open, in: span, depth: depth)
      }
      put(open.remove(at: place), at: sections[span.lowerBound].floor.address)
    }
    return .found
  }

  /// The groups of items that time keeps apart, with the sections that each covers.
  private func parts(of open: [Int]) -> [(open: [Int], span: Range<Int>)] {
    var parts: [(open: [Int], span: Range<Int>)] = []
    for item in open {
      let life = items[item].life
      if let last = parts.last, life.lowerBound < last.span.upperBound {
        parts[parts.count - 1].open.append(item)
        parts[parts.count - 1].span =
          last.span.lowerBound..<max(last.span.upperBound, life.upperBound)
      } else {
        parts.append(([item], life))
      }
    }
    return parts
  }

  /// Where in `open` the item is that lives in the whole span, if one can lie flat on the ground: it
  /// may as well lie there as anywhere above, and in a settled placement the largest does.
  private func placeOfSole(_ open: [Int], in span: Range<Int>) -> Int? {
    let floor = sections[span.lowerBound].floor
    guard sections[span].allSatisfy({ $0.floor == floor }) else { return nil }
    // Longer lives come first in `open`, and larger ones among equals.
    return open.firstIndex { items[$0].life == span && earliest[$0] == floor }
  }

  private mutating func branch(_ open: [Int], in span: Range<Int>, depth: Int) -> Outcome {
    guard let choice = choose(open, in: span) else {
      failures += 1
      return .none
    }
    let before = Array(sections[span])
    let height = sections[choice.section].floor
    for item in choice.items {
      put(item, at: height.address)
      let outcome = visit(open.filter { $0 != item }, depth: depth + 1)
      if outcome != .none { return outcome }
      sections.replaceSubrange(span, with: before)
    }
    guard choice.mayLieHigher else { return .none }
    sections[choice.section].floor = height.justAbove
    let outcome = visit(open, depth: depth + 1)
    if outcome == .none { sections.replaceSubrange(span, with: before) }
    return outcome
  }

  private mutating func put(_ item: Int, at address: Int) {
    let top = address + items[item].size
    offsets[item] = address
    for section in items[item].life {
      sections[section].floor = Height(top)
      sections[section].top = top
      sections[section].topItem = item
      sections[section].rest -= items[item].size
    }
  }

  private mutating func checkIsLate() -> Bool {
    visits += 1
    if visits % 64 == 0, let deadline, ContinuousClock.now >= deadline { isLate = true }
    return isLate
  }

  /// Deeper branches are given up: each level takes stack and a copy of the sections it covers.
  private static let depthLimit = 4_000
}
