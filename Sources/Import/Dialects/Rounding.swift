import Glibc

/// How a fractional number of channels becomes a whole one.
enum Rounding: Sendable {
  /// To a multiple of 8, at least 8, and at most a tenth below the number.
  case multipleOf8
  /// The next lower whole number.
  case truncated
  /// The next lower whole number, but at least 8.
  case truncatedFrom8
  /// The next lower whole number, and that to a multiple of 8.
  case truncatedToMultipleOf8
  /// The nearest whole number, halves to the even one.
  case nearest

  func callAsFunction(_ channels: Double) -> Int {
    switch self {
    case .multipleOf8: multipleOf8(channels)
    case .truncated: Int(channels)
    case .truncatedFrom8: max(Int(channels), 8)
    case .truncatedToMultipleOf8: multipleOf8(channels.rounded(.towardZero))
    case .nearest: Int(channels.rounded(.toNearestOrEven))
    }
  }

  /// The rule all implementations share (slim `_make_divisible`).
  private func multipleOf8(_ channels: Double) -> Int {
    let rounded = max(8, Int(channels + 4) / 8 * 8)
    return Double(rounded) < 0.9 * channels ? rounded + 8 : rounded
  }
}
