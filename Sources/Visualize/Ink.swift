/// The colours of what surrounds the shapes of a picture: the page's own colours, which the style of
/// a plan page turns dark where the reader's screen is (`PageStyle.swift`).
enum Ink {
  static let paper = "#FFFFFF"
  static let stripe = "#F2F2F2"
  static let rule = "#CCCCCC"
  static let text = "#222222"
  static let soft = "#555555"
  /// What is to be seen first: the peak, and the plan among the others.
  static let accent = "#B30000"
  /// Behind the region that sets the peak.
  static let highlight = "#FFE9A8"
}
