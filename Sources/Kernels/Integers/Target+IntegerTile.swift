import Targets

extension Target {
  /// Channels at once where all that is done to each channel is its own: those of a vector or two, or
  /// enough for a compiler to make vectors of.
  var integerBlock: Int { integers.first.map { max(8, $0.lanes) } ?? 16 }

  /// The panels of a dense kernel of integers for so many pixels: as few as there can be, and none much
  /// smaller than another.
  ///
  /// Where there is one pixel and a step takes much of the depth, more channels make up for the sums of
  /// the others.
  func integerPanels(of channels: Int, pixels: Int) -> [Tiling] {
    let most = integerTile.channels * (pixels == 1 && multipliesQuads ? 4 : 1)
    let even = (channels + most - 1) / most
    let size = (channels + even - 1) / even
    let whole = (size + integerBlock - 1) / integerBlock * integerBlock
    return Tiling.full(0..<channels, size: integers.isEmpty ? most : whole)
  }

  /// The most pixels of a register tile with so many channels: of fewer vectors there can be more.
  func integerPixels(channels: Int) -> Int {
    guard multipliesQuads, let lanes = integers.first?.lanes else { return integerTile.pixels }
    func vectors(_ channels: Int) -> Int { (channels + lanes - 1) / lanes }
    return max(1, integerTile.pixels * vectors(integerTile.channels) / vectors(channels))
  }
}
