import Targets

extension Target {
  /// Channels at once where all that is done to each channel is its own: those of a vector or two, or
  /// enough for a compiler to make vectors of.
  var integerBlock: Int { integers.first.map { max(8, $0.lanes) } ?? 16 }

  /// The register tiles that a dense kernel of integers can be made of, the target's own choice first:
  /// as few panels as there can be, and none much smaller than another.
  ///
  /// Where there is one pixel and a step takes much of the depth, it is its weights that a step waits for: four
  /// vectors of them are enough sums, and the fewer there are the sooner a panel is done with.
  func integerTiles(
    channels: Int, pixels: Int, depth: Int, group: ProductGroup
  ) -> [RegisterTileSize] {
    guard !integers.isEmpty else { return [integerTile] + integerTilesToMeasure }
    if hasQuadLanes, group.isQuads {
      let tile = LaneTile(self).tile(channels: channels, pixels: pixels, depth: depth)
      return [tile] + integerTilesToMeasure
    }
    let tile = (group.isQuads ? quadTile : nil) ?? integerTile
    let most = pixels == 1 && multipliesQuads ? 4 * integerBlock : tile.channels
    let panels = (channels + most - 1) / most
    let size = (channels + panels - 1) / panels
    let whole = (size + integerBlock - 1) / integerBlock * integerBlock
    let few = integerPixels(of: tile, channels: whole)
    let own = RegisterTileSize(
      pixels: leavesNoRest(pixels, inTilesOf: few + 1, channels: whole) ? few + 1 : few,
      channels: whole)
    return [own] + integerTilesToMeasure
  }

  /// Whether tiles of a pixel more than there should be leave no rest where others do, and registers hold them.
  private func leavesNoRest(_ pixels: Int, inTilesOf more: Int, channels: Int) -> Bool {
    multipliesQuads && pixels.isMultiple(of: more)
      && Tiling.even(0..<pixels, largest: more - 1).count > 1
      && !leavesWeightsInMemory(RegisterTileSize(pixels: more, channels: channels))
  }

  /// The most pixels of a register tile of which only so many channels are used: of fewer vectors there
  /// can be more, as long as compilers have four registers to spare.
  func integerPixels(of tile: RegisterTileSize, channels: Int) -> Int {
    guard multipliesQuads, let lanes = integers.first?.lanes else { return tile.pixels }
    func vectors(_ channels: Int) -> Int { (channels + lanes - 1) / lanes }
    let (all, used) = (vectors(tile.channels), vectors(channels))
    let spared = used == all ? tile.pixels : (vectorUnit.registers - 5) / used - 1
    let pixels = max(1, min(tile.pixels * all / used, spared))
    return hasQuadLanes ? min(pixels, LaneTile(self).pixels(vectors: vectors(channels))) : pixels
  }

  /// How many of some vectors of weights products read from memory each time: those for which there is no
  /// register beside all sums, the other vectors and a factor.
  func unheldWeights(of vectors: Int, sums: Int) -> Int {
    min(vectors, max(0, (sums + 1) * vectors + 1 - vectorUnit.registers))
  }

  /// Whether there are any such in a tile.
  func leavesWeightsInMemory(_ tile: RegisterTileSize) -> Bool {
    let pieces = VectorPiece.cut(tile.channels, widths: integers.map(\.lanes))
    return unheldWeights(of: pieces.count { $0.lanes > 1 }, sums: tile.pixels) > 0
  }

  /// The register tiles that a depthwise kernel of integers can be made of, the target's own first.
  var integerDepthwiseTiles: [RegisterTileSize] {
    var pixels: [Int] = []
    let likely = [integerDepthwisePixels, depthwisePixels].compactMap(\.self)
    for count in likely + depthwiseTilesToMeasure.map(\.pixels) where !pixels.contains(count) {
      pixels.append(count)
    }
    return pixels.map { RegisterTileSize(pixels: $0, channels: integerBlock) }
  }

  /// The most pixels of a block of channels whose sums fit beside the weights of a depthwise window, so many
  /// for each channel.
  func columnPixels(weights: Int) -> Int {
    let lanes = integers.first?.lanes ?? integerBlock
    let vectors = (integerBlock + lanes - 1) / lanes
    // Six registers are for what is on the way.
    return max(1, (vectorUnit.registers - weights * vectors - 6) / vectors)
  }
}
