/// The runs of ops that were looked at in steps of one size.
struct TriedRuns: Sendable {
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
