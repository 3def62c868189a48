import Basics

/// Random choices that are the same on every machine, named by a string.
package struct Dice {
  private let numbers: SeededNumbers
  private var next = 0

  package init(_ name: String) { numbers = SeededNumbers(name: name) }

  /// A number from 0 up to, and without, `bound`.
  package mutating func roll(_ bound: Int) -> Int {
    next += 1
    return Int(numbers.bits(next) >> 1) % bound
  }

  package mutating func number(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + roll(range.count)
  }

  package mutating func pick<Choice>(_ choices: [Choice]) -> Choice { choices[roll(choices.count)] }

  /// True once in `times`.
  package mutating func once(in times: Int) -> Bool { roll(times) == 0 }
}
