/// A section, and the items one of which may be its lowest.
struct SearchChoice {
  var section: Int
  /// Those that may start at its floor, the most promising first.
  var items: [Int]
  /// Whether the lowest may also lie higher and leave something unused.
  var mayLieHigher: Bool
}

extension AllocationSearch {
  /// Picks the section to decide next; nil if for one of them there is no answer.
  mutating func choose(_ open: [Int], in span: Range<Int>) -> SearchChoice? {
    let candidates = countAnswers(open, in: span)
    var best: (section: Int, cost: Double)?
    for section in span where sums[section] >= 0 {
      guard sums[section] > 0 else { return nil }
      let cost =
        sums[section] == 1
        ? -1
        : Double(slack(section)) + taste.crowd * Double(capacity) * Double(sums[section])
          + taste.height * Double(sections[section].floor.address)
      if cost < best?.cost ?? .infinity { best = (section, cost) }
    }
    guard let section = best?.section else { return nil }
    let scores = taste.scores
    return SearchChoice(
      section: section,
      items: candidates.filter { items[$0].life.contains(section) }
        .sorted { (scores[$0], $1) > (scores[$1], $0) },
      mayLieHigher: slack(section) > 0)
  }

  /// Leaves in `sums` the number of answers for each section of a hollow, -1 elsewhere, and gives the
  /// items that may start on the ground of a hollow.
  private mutating func countAnswers(_ open: [Int], in span: Range<Int>) -> [Int] {
    var start = span.lowerBound
    while start < span.upperBound {
      let floor = sections[start].floor
      let (run, rim) = level(from: start, in: span)
      let isHollow = rim > floor && !floor.isJustAbove
      for section in run { sums[section] = !isHollow ? -1 : slack(section) > 0 ? 1 : 0 }
      start = run.upperBound
    }
    var candidates: [Int] = []
    for item in open {
      let life = items[item].life
      guard sums[life.lowerBound] >= 0, earliest[item] == sections[life.lowerBound].floor,
        sections[life].allSatisfy({ $0.floor == earliest[item] })
      else { continue }
      // Of equal items the first goes first.
      if let last = candidates.last, items[last].life == life, items[last].size == items[item].size
      {
        continue
      }
      candidates.append(item)
      for section in life { sums[section] += 1 }
    }
    return candidates
  }
}
