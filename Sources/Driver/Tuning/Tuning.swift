import Basics
import Codegen
import Targets

/// What came of timing the kernels of a network.
struct Tuning {
  /// The kernels with a choice of tiles, and what was chosen.
  let kernels: [(versions: KernelVersions, choice: KernelChoice)]
  /// The network with the chosen tiles beside the network with the model's; nil where they are the
  /// same.
  let comparison: Comparison?

  /// Two networks, run in turn.
  struct Comparison {
    let untuned: Spread
    let tuned: Spread
    /// How many times the time of the one before the tuned one takes.
    let ratio: Spread

    init(_ pairs: [RunPair]) {
      untuned = Spread(pairs.map(\.untuned))
      tuned = Spread(pairs.map(\.tuned))
      ratio = Spread(pairs.map { $0.untuned > 0 ? $0.tuned / $0.untuned : 1 })
    }
  }

  /// Times the versions of each kernel, and then the whole network with the best of them.
  init(of model: PreparedModel, candidates: Int, by watch: some Stopwatch) throws(Rejection) {
    let versions = model.plan.kernelVersions(for: model.target, most: candidates)
    let times = versions.isEmpty ? [] : try watch.time(versions)
    kernels = zip(versions, times).map { ($0, KernelChoice(rounds: $1)) }
    let tiles = Self.tiles(of: kernels)
    comparison = tiles.isEmpty ? nil : Comparison(try watch.compare(tiles))
  }

  /// Whether the network is faster with the chosen tiles; else the model's stay.
  var isFaster: Bool { comparison.map { $0.ratio.median < 1 } ?? false }

  /// The tiles to keep.
  var tiles: [String: RegisterTileSize] { isFaster ? Self.tiles(of: kernels) : [:] }

  /// Puts what was found in the place of what was known of the same kernels before.
  func update(_ known: inout [String: RegisterTileSize]) {
    for (versions, _) in kernels { known[versions.name] = nil }
    known.merge(tiles) { $1 }
  }

  /// The chosen tiles that are not the model's.
  private static func tiles(
    of kernels: [(versions: KernelVersions, choice: KernelChoice)]
  ) -> [String: RegisterTileSize] {
    var tiles: [String: RegisterTileSize] = [:]
    for (versions, choice) in kernels where choice.best != 0 {
      tiles[versions.name] = versions.tiles[choice.best]
    }
    return tiles
  }
}
