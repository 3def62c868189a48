import TestSupport

/// A number that is likelier than others to go wrong: small, negative, or at the end of a range.
func oddNumber(_ random: inout SeededGenerator) -> UInt64 {
  let power = Int64(truncatingIfNeeded: UInt64(1) << UInt64(random.pick(0...63)))
  let number = random.happens(50) ? Int64(random.pick(-4...16)) : power
  return UInt64(bitPattern: number &+ Int64(random.pick(-1...1)))
}
