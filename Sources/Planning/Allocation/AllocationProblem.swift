/// Buffers that live and die at known times and share one memory.
package struct AllocationProblem: Sendable {
  package struct Buffer: Hashable, Sendable {
    /// From the first moment of its life to just after the last; never empty.
    package let life: Range<Int>
    package let size: Int

    package init(life: Range<Int>, size: Int) {
      precondition(!life.isEmpty && size >= 0)
      self.life = life
      self.size = size
    }
  }

  /// The most that sizes may add up to, so that no sum of them overflows.
  package static let largestTotal = 1 << 60

  package let buffers: [Buffer]

  package init(_ buffers: [Buffer]) {
    precondition(buffers.reduce(0) { $0 + $1.size } <= Self.largestTotal)
    self.buffers = buffers
  }

  /// The buffers in groups that never meet in time, each group by its members' indices.
  var independentParts: [[Int]] {
    var parts: [[Int]] = []
    var end = Int.min
    for index in buffers.indices.sorted(by: {
      (buffers[$0].life.lowerBound, $0) < (buffers[$1].life.lowerBound, $1)
    }) {
      let life = buffers[index].life
      if parts.isEmpty || life.lowerBound >= end { parts.append([]) }
      parts[parts.count - 1].append(index)
      end = max(end, life.upperBound)
    }
    return parts
  }

  /// The address just above the highest buffer.
  func peak(of offsets: [Int]) -> Int {
    zip(buffers, offsets).reduce(0) { max($0, $1.0.size + $1.1) }
  }
}

/// What was found out about an allocation problem.
package struct Allocation: Sendable {
  package enum Verdict: Sendable {
    /// The offsets keep to the capacity, if there was one.
    case fits
    /// No offsets keep to the capacity: proved.
    case impossible
    /// None were found with the effort allowed.
    case notFound
  }

  package var verdict: Verdict
  /// The best offsets found, sound even when they are above the capacity.
  package var offsets: [Int]
  package var peak: Int
  /// The most bytes that live at one time.
  package var liveBound: Int
  /// No placement has a lower peak than this; at least the live bound.
  package var provedBound: Int
}
