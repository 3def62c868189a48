import Targets

extension Target {
  /// The register tile of a dense kernel of integers: pixels, and below them output channels.
  var integerTile: (pixels: Int, channels: Int) { (4, 16) }
}
