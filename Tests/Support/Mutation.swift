/// Damages a text in one of many ways; `others` lend pieces.
package func mutated(
  _ text: String, with others: [String], _ random: inout SeededGenerator
) -> [UInt8] {
  var bytes = Array(text.utf8)
  for _ in 0..<random.pick(1...3) where !bytes.isEmpty {
    let at = random.pick(0...bytes.count - 1)
    let end = min(bytes.count, at + random.pick(1...40))
    switch random.pick(0...6) {
    case 0: bytes.removeSubrange(at...)
    case 1: bytes[at] = UInt8(random.pick(0...255))
    case 2: bytes[at] ^= 1 << UInt8(random.pick(0...7))
    case 3: bytes.removeSubrange(at..<end)
    case 4: bytes.insert(contentsOf: bytes[at..<end], at: random.pick(0...bytes.count))
    case 5:
      let other = Array(others[random.pick(0...others.count - 1)].utf8)
      bytes = Array(bytes[..<at]) + other[random.pick(0...other.count)...]
    default:
      // Another number in the place of one.
      guard let start = bytes[at...].firstIndex(where: isDigit) else { continue }
      let stop = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
      let number = hostileNumbers[random.pick(0...hostileNumbers.count - 1)]
      bytes.replaceSubrange(start..<stop, with: number.utf8)
    }
  }
  return bytes
}

private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

private let hostileNumbers = [
  "0", "1", "2", "-1", "7", "1023", "1024", "1048577", "2147483647", "2147483648", "4294967296",
  "9223372036854775807", "-9223372036854775808", "18446744073709551616", "1e39", "nan", "-inf",
]
