/// Spelled as pixels by channels, `14x32`.
extension RegisterTileSize: LosslessStringConvertible {
  package var description: String { "\(pixels)x\(channels)" }

  /// The tile that is spelled so; nil unless both are numbers of at least 1.
  package init?(_ description: String) {
    let parts = description.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let pixels = parts[0], let channels = parts[1], pixels > 0, channels > 0
    else { return nil }
    self.init(pixels: pixels, channels: channels)
    // Neither signs nor zeros in front.
    guard self.description == description else { return nil }
  }
}
