import Targets

extension Target {
  /// Channels at once where all that is done to each channel is its own: those of a vector or two, or
  /// enough for a compiler to make vectors of.
  var integerBlock: Int { integers.first.map { max(8, $0.lanes) } ?? 16 }

  /// The panels of a dense kernel of integers for so many pixels: as few as there can be, and none much
  /// smaller than another.
  ///
  /// Where there is one pixel, more channels make up for the sums of the others.
  func integerPanels(of channels: Int, pixels: Int) -> [Tiling] {
    let most = integerTile.channels * (pixels == 1 ? 4 : 1)
    let even = (channels + most - 1) / most
    let size = (channels + even - 1) / even
    let whole = (size + integerBlock - 1) / integerBlock * integerBlock
    return Tiling.full(0..<channels, size: integers.isEmpty ? most : whole)
  }

  /// The most pixels of a register tile with so many channels.
  func integerPixels(channels: Int) -> Int {
    integers.isEmpty
      ? integerTile.pixels : max(1, integerTile.pixels * integerTile.channels / channels)
  }
}
