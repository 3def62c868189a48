import Targets

/// A kernel whose sums fill register tiles.
package protocol TiledKernel: TunableKernel {
  /// Products that each sum is made of.
  var depth: Int { get }
  var outputChannels: Int { get }
  /// How its pixels are cut into tiles of at most so many.
  func pixelTilings(largest: Int) -> [Tiling]
}

extension TiledKernel {
  /// The register tile of its code: the one that was measured to be the fastest, else the one that is
  /// predicted to be.
  package func tile(for target: Target) -> RegisterTileSize {
    target.measuredTiles[name] ?? rankedTiles(for: target)[0]
  }

  /// The tiles of a target, the one of the least predicted cost first.
  package func rankedTiles(for target: Target) -> [RegisterTileSize] {
    ranked(target.tiles, for: target)
  }

  package func candidateTiles(for target: Target) -> [RegisterTileSize] {
    let ranked = rankedTiles(for: target)
    return [ranked[0]] + self.ranked(ranked.dropFirst() + target.tilesToMeasure, for: target)
  }

  private func ranked(_ tiles: [RegisterTileSize], for target: Target) -> [RegisterTileSize] {
    let model = TileCost(target: target, depth: depth)
    let costs = tiles.enumerated().map { index, tile in
      (cost: cycles(tile, model), index: index)
    }
    return costs.sorted { $0 < $1 }.map { tiles[$0.index] }
  }

  private func cycles(_ tile: RegisterTileSize, _ model: TileCost) -> Double {
    let panels = Tiling.full(0..<outputChannels, size: tile.channels)
    return pixelTilings(largest: tile.pixels).reduce(0) { sum, pixels in
      panels.reduce(sum) {
        $0 + Double(pixels.count * $1.count)
          * model.cycles(pixels: pixels.size, channels: $1.size)
      }
    }
  }
}
