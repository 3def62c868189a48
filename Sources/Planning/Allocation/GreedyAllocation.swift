/// The largest problem for which the orders that look at all pairs are tried.
private let pairwiseLimit = 2_000

extension AllocationProblem {
  /// The best of a few quick placements: buffers in order of birth, and if they are not too many also
  /// by size, by area and by duration.
  func greedyOffsets() -> [Int] {
    var placements = [offsetsByBirth(.lowest), offsetsByBirth(.tightest)]
    if buffers.count <= pairwiseLimit {
      let keys: [(Buffer) -> Double] = [
        { Double($0.size) }, { Double($0.size) * $0.duration }, { $0.duration },
      ]
      for key in keys {
        let keys = buffers.map(key)
        placements.append(
          offsets(inOrder: buffers.indices.sorted { (keys[$0], $1) > (keys[$1], $0) }))
      }
    }
    return placements.min { peak(of: $0) < peak(of: $1) } ?? []
  }

  /// Puts each buffer into the lowest gap between those before it that it meets in time.
  private func offsets(inOrder order: [Int]) -> [Int] {
    var offsets = Array(repeating: 0, count: buffers.count)
    // By offset.
    var placed: [Int] = []
    for index in order {
      let buffer = buffers[index]
      var offset = 0
      for other in placed where buffers[other].life.overlaps(buffer.life) {
        if offsets[other] >= offset + buffer.size { break }
        offset = max(offset, offsets[other] + buffers[other].size)
      }
      offsets[index] = offset
      let place = placed.partitioningIndex { offsets[$0] > offset }
      placed.insert(index, at: place)
    }
    return offsets
  }

  private enum GapChoice { case lowest, tightest }

  /// Walks through time as a program would, taking a gap at birth and leaving one at death.
  private func offsetsByBirth(_ choice: GapChoice) -> [Int] {
    let births = buffers.indices.sorted {
      (buffers[$0].life.lowerBound, -buffers[$0].size, $0)
        < (buffers[$1].life.lowerBound, -buffers[$1].size, $1)
    }
    let deaths = buffers.indices.sorted {
      (buffers[$0].life.upperBound, $0) < (buffers[$1].life.upperBound, $1)
    }
    var offsets = Array(repeating: 0, count: buffers.count)
    var gaps = Gaps()
    var dead = 0
    for index in births where buffers[index].size > 0 {
      while buffers[deaths[dead]].life.upperBound <= buffers[index].life.lowerBound {
        let gone = deaths[dead]
        gaps.release(offsets[gone]..<offsets[gone] + buffers[gone].size)
        dead += 1
      }
      offsets[index] = gaps.take(buffers[index].size, tightest: choice == .tightest)
    }
    return offsets
  }
}

/// The free addresses below and above what is in use.
private struct Gaps {
  /// Ascending, apart from each other, none empty; the last has no end.
  private var ranges = [0..<Int.max]

  /// Further gaps are forgotten, which wastes them, so that a million buffers that shatter the memory
  /// take seconds and not hours.
  private static let limit = 4_096

  mutating func take(_ size: Int, tightest: Bool) -> Int {
    var best = ranges.count - 1
    for index in ranges.indices where ranges[index].count >= size {
      if ranges[index].count < ranges[best].count || (!tightest && index < best) { best = index }
      if !tightest { break }
    }
    let range = ranges[best]
    if range.count == size {
      ranges.remove(at: best)
    } else {
      ranges[best] = range.lowerBound + size..<range.upperBound
    }
    return range.lowerBound
  }

  mutating func release(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    let next = ranges.partitioningIndex { $0.lowerBound >= range.upperBound }
    var joined = range
    if ranges[next].lowerBound == range.upperBound {
      joined = joined.lowerBound..<ranges.remove(at: next).upperBound
    }
    if next > 0, ranges[next - 1].upperBound == range.lowerBound {
      ranges[next - 1] = ranges[next - 1].lowerBound..<joined.upperBound
    } else if ranges.count < Self.limit {
      ranges.insert(joined, at: next)
    }
  }
}

extension AllocationProblem.Buffer {
  /// As a float, because the difference of two times may be too large for an integer.
  var duration: Double { Double(life.upperBound) - Double(life.lowerBound) }
}

extension Array {
  /// The first index whose element is in the second part, if all of the first part come first.
  fileprivate func partitioningIndex(where isInSecondPart: (Element) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = low + (high - low) / 2
      if isInSecondPart(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
