import IR

/// The largest numbers that are taken from a definition or the command line.
///
/// They are far beyond any real network and keep every product of them inside an `Int`.
enum Limits {
  static let resolution = 1...32_768
  static let inputChannels = 1...1_024
  static let channels = 1...65_536
  static let width = 0.001...64.0
  static let classes = 1...1_000_000
  static let kernel = 1...31
  static let stride = 1...8
  static let repetitions = 1...1_000
  static let expansion = 1.0...1_024.0
  static let squeeze = 0.001...1.0

  /// Blocks of the whole network, after repetition.
  static let blocks = 1_000
  /// Channels of any one map, after the width was applied.
  static let scaledChannels = 1 << 20
  /// Elements of all weights together.
  static let weights = 1 << 28
}
