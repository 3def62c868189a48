/// What code generation and planning ask of a machine; all of it is data.
package struct Target: Hashable, Sendable {
  package var name: String
  package var summary: String
  /// What its code runs on: a family of processors, nil for all of them, and the parts of the
  /// instruction set that not every one of them has, by the names that GCC, Clang and Linux have for
  /// them.
  package let architecture: Architecture?
  package var features: [String]
  /// What GCC is told instead of these names, where the functions of its headers ask for more than them.
  package var gccTarget: String? = nil
  /// Macros without which some versions of Clang keep from a file what it asks for by itself.
  package var clangMacros: [String] = []
  /// What GCC warns of in its own header where nothing is optimised: intrinsics are macros then.
  package var warningsOfMacros: [String] = []
  /// The vectors that its code spells out, the longest first; none where loops are left to compilers.
  package let vectors: [VectorInstructions]
  /// The same of integers, and the register tile of a dense kernel of integers.
  package var integers: [IntegerInstructions] = []
  package var integerTile = RegisterTileSize(pixels: 4, channels: 16)
  /// The one where products are of fours, if it is another.
  package var quadTile: RegisterTileSize?
  /// Other register tiles of such kernels that are worth measuring, the likeliest first.
  package var integerTilesToMeasure: [RegisterTileSize] = []
  /// What it does with two integers packed into a word, where kernels of integers are made of that.
  package var packed: PackedInstructions? = nil
  /// How it sums products of 8-bit integers along the depth, where dense kernels are made of that.
  package var dots: DotInstructions? = nil
  /// The header that declares its vectors.
  package let vectorHeader: String?
  /// What the register tile of a dense kernel may be; the prediction chooses for each shape, and of
  /// equal ones the first.
  package var tiles: [RegisterTileSize]
  /// More tiles that are worth measuring: as good as the others by prediction, which tells small
  /// differences no better than chance.
  package var tilesToMeasure: [RegisterTileSize] = []
  /// The tiles that were measured to be the fastest, by the names of their kernels.
  package var measuredTiles: [String: RegisterTileSize] = [:]
  /// What the prediction asks of the processor.
  package let vectorUnit: VectorUnit
  /// The register tile of a depthwise kernel: pixels, and below them channels.
  package let depthwisePixels: Int
  package let depthwiseChannels: Int
  /// The pixels where it is of integers, if these are others.
  package var integerDepthwisePixels: Int? = nil
  /// Other register tiles of depthwise kernels that are worth measuring, the likeliest first.
  package var depthwiseTilesToMeasure: [RegisterTileSize] = []
  /// Multiply-adds per cycle of a dense kernel, for ranking plans.
  package let multiplyAddsPerCycle: Double
  /// The same of integers, if these are others.
  package var integerMultiplyAddsPerCycle: Double? = nil
  /// Bytes read or written per cycle outside the multiply-adds, for ranking plans: of maps that do
  /// not stay in the cache, and of those that do.
  package let bytesPerCycle: Double
  package let cachedBytesPerCycle: Double
  /// How large a map may be to stay in the cache from its writer to its reader.
  package let cacheBytes: Int
  /// What a byte of the arena costs in each run, for ranking plans: between two runs all weights go through the
  /// cache, and the arena has to be brought into it again.
  package var cyclesPerArenaByte = 0.0
  /// What starting the kernel of one row costs, for ranking plans.
  package let cyclesPerRow: Double
  /// What asking for a row or a tile costs in a pulled region, for ranking plans.
  package let cyclesPerRequest: Double
  /// What looking up one pixel of a tile costs, for ranking plans.
  package let cyclesPerPointer: Double
  /// How its kernels bring weights nearer that others read later; nil where they do not, as weights are not far.
  package var prefetch: Prefetch? = nil
  /// Alignment of the arena and of every buffer in it, in bytes.
  package let alignment: Int

  /// The lanes of the vectors of which a single lane can be a factor, if there are any.
  package var factorLanes: Int? { vectors.first { $0.multiplyAddLane != nil }?.lanes }

  /// Pixels of a tile, at most.
  package var tilePixels: Int { tiles.map(\.pixels).max() ?? 1 }

  /// Channels at once where there is no tile of pixels to share them.
  package var blockChannels: Int { tiles.map(\.channels).min() ?? 1 }

  /// The same machine where kernels of integers are those of any machine, of which all languages can
  /// make code.
  package var withIntegersOfAnyMachine: Target {
    var target = self
    (target.integers, target.packed, target.dots) = ([], nil, nil)
    target.integerTile = Target.generic.integerTile
    target.quadTile = nil
    target.integerTilesToMeasure = []
    target.integerDepthwisePixels = nil
    return target
  }
}
