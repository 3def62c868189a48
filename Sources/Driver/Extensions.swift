import Foundation

extension Duration {
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

extension String {
  /// Without blanks and newlines at its ends.
  var trimming: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}

func exponential(_ x: Double) -> Double { Foundation.exp(x) }
