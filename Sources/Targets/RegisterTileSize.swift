/// How many sums a dense kernel keeps in registers while a panel of weights passes by.
package struct RegisterTileSize: Hashable, Sendable {
  /// Neighbouring pixels, at most.
  package let pixels: Int
  /// Output channels of each.
  package let channels: Int

  package init(pixels: Int, channels: Int) {
    self.pixels = pixels
    self.channels = channels
  }
}
