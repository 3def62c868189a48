extension AllocationSearch {
  /// Raises the floors as far as the open items force them up; false if they cannot all be placed.
  mutating func infer(_ open: [Int], in span: Range<Int>) -> Bool {
    repeat {
      for section in span { lowestNeed[section] = .unlimited }
      for item in open {
        guard let height = earliestHeight(of: item) else { return false }
        earliest[item] = height
        for section in items[item].life where height < lowestNeed[section] {
          lowestNeed[section] = height
        }
      }
      guard let hasChanged = raiseFloors(in: span) else { return false }
      if !hasChanged { break }
    } while true
    return fitsAboveEarliest(open, in: span)
  }

  /// The lowest height at which the item may still start; nil if it could drop into a hole that
  /// nothing else can reach, and so has no place in a settled placement.
  private func earliestHeight(of item: Int) -> Height? {
    let (life, size) = (items[item].life, items[item].size)
    var (highest, lowest, top) = (Height.zero, Height.unlimited, 0)
    for section in life {
      let state = sections[section]
      highest = max(highest, state.floor)
      lowest = min(lowest, state.floor)
      top = max(top, state.top)
    }
    guard top + size > lowest.address else { return nil }
    guard !highest.isJustAbove else { return highest }
    // It must rest on something: the ground, or the top of what is there.
    guard top == highest.address else { return highest.justAbove }
    if let below = sections[life.lowerBound].topItem, items[below].life == life,
      sections[life.lowerBound].top == top,
      items[below].size < size || (items[below].size == size && below > item)
    {
      return highest.justAbove
    }
    return highest
  }

  /// Raises the floors to what each section needs, and hollows where nothing may start to their
  /// rims; nil if something does not fit any more, otherwise whether a floor has changed.
  private mutating func raiseFloors(in span: Range<Int>) -> Bool? {
    var hasChanged = false
    for section in span {
      if lowestNeed[section] > sections[section].floor {
        sections[section].floor = lowestNeed[section]
        hasChanged = true
      }
      guard slack(section) >= 0 else { return nil }
    }
    var start = span.lowerBound
    while start < span.upperBound {
      let (run, rim) = level(from: start, in: span)
      if sections[start].floor.isJustAbove, rim > sections[start].floor {
        // Nothing lies here, and nothing beside it reaches over.
        guard rim != .unlimited else { return nil }
        for section in run {
          sections[section].floor = rim
          guard slack(section) >= 0 else { return nil }
        }
        hasChanged = true
      }
      start = run.upperBound
    }
    return hasChanged
  }

  /// The sections from `start` on at its height, and the height of the lower neighbour at their ends.
  func level(from start: Int, in span: Range<Int>) -> (run: Range<Int>, rim: Height) {
    let floor = sections[start].floor
    var end = start + 1
    while end < span.upperBound, sections[end].floor == floor { end += 1 }
    let left = start > span.lowerBound ? sections[start - 1].floor : .unlimited
    let right = end < span.upperBound ? sections[end].floor : .unlimited
    return (start..<end, min(left, right))
  }

  /// Bytes of a section that may stay unused above its floor, in units.
  func slack(_ section: Int) -> Int {
    capacity - sections[section].floor.roundedUp - sections[section].rest
  }

  /// Whether in each section what can only start high up fits above the height where it can start.
  private mutating func fitsAboveEarliest(_ open: [Int], in span: Range<Int>) -> Bool {
    for section in span { sums[section] = 0 }
    for item in open.sorted(by: { earliest[$0] > earliest[$1] }) {
      let room = capacity - earliest[item].roundedUp
      for section in items[item].life {
        sums[section] += items[item].size
        if sums[section] > room { return false }
      }
    }
    return true
  }
}
