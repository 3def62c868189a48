import Targets

extension Target {
  /// Channels at once where all that is done to each channel is its own: those of a vector or two, or
  /// enough for a compiler to make vectors of.
  var integerBlock: Int { integers.first.map { max(8, $0.lanes) } ?? 16 }

  /// Whether dense kernels multiply integers in pairs.
  var multipliesPairs: Bool { integers.contains { $0[.addPairProducts] != nil } }

  /// The panels of a dense kernel of integers: as few as there can be, and none much smaller than
  /// another.
  func integerPanels(of channels: Int) -> [Tiling] {
    let most = integerTile.channels
    let even = (channels + most - 1) / most
    let size = (channels + even - 1) / even
    let whole = (size + integerBlock - 1) / integerBlock * integerBlock
    return Tiling.full(0..<channels, size: integers.isEmpty ? most : whole)
  }
}
