import Foundation

extension Duration {
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

extension String {
  /// Without blanks and newlines at its ends.
  var trimming: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}

func exponential(_ x: Double) -> Double { Foundation.exp(x) }

/// An integer with commas between thousands.
public func grouped(_ number: Int) -> String {
  var digits = String(abs(number))
  var groups: [String] = []
  while digits.count > 3 {
    groups.insert(String(digits.suffix(3)), at: 0)
    digits.removeLast(3)
  }
  return (number < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
}
