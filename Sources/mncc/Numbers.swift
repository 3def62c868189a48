import Foundation

/// A number with so many digits behind the point.
func decimal(_ value: Double, _ digits: Int) -> String {
  String(format: "%.\(digits)f", value)
}

func percent(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }
