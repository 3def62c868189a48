import Basics

/// Random choices that are the same in every run.
package struct SeededGenerator: RandomNumberGenerator {
  private let numbers: SeededNumbers
  private var index = 0

  package init(_ name: String) { numbers = SeededNumbers(name: name) }

  package mutating func next() -> UInt64 {
    defer { index += 1 }
    return numbers.bits(index)
  }

  /// One of `range`.
  package mutating func pick(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &self)
  }

  /// Whether something with `percent` chances in a hundred happens.
  package mutating func happens(_ percent: Int) -> Bool { pick(1...100) <= percent }
}
