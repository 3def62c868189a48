extension Target {
  /// 64-bit Arm with NEON.
  ///
  /// 7 x 12 sums are 21 of the 32 registers; three hold a row of weights, seven four elements of each
  /// pixel.
  package static let aarch64 = Target(
    name: "aarch64",
    summary: "64-bit Arm with NEON",
    architecture: .arm64,
    features: [],
    vectors: [.neon],
    integers: [.neon],
    integerTilesToMeasure: [
      RegisterTileSize(pixels: 6, channels: 16),
      RegisterTileSize(pixels: 4, channels: 24),
      RegisterTileSize(pixels: 8, channels: 8),
      RegisterTileSize(pixels: 3, channels: 16),
    ],
    vectorHeader: "arm_neon.h",
    tiles: [
      RegisterTileSize(pixels: 7, channels: 12),
      RegisterTileSize(pixels: 8, channels: 8),
      RegisterTileSize(pixels: 5, channels: 16),
      RegisterTileSize(pixels: 1, channels: 32),
    ],
    vectorUnit: VectorUnit(
      registers: 32, ports: 2, portLanes: 4, latency: 4, loads: 2, instructions: 4),
    depthwisePixels: 4,
    depthwiseChannels: 8,
    multiplyAddsPerCycle: 6,
    bytesPerCycle: 8,
    cachedBytesPerCycle: 16,
    cacheBytes: 256 * 1024,
    cyclesPerRow: 60,
    cyclesPerRequest: 20,
    cyclesPerPointer: 3,
    alignment: 16
  )

  /// 64-bit Arm that sums products of four bytes at once: Armv8.2 with what Linux calls `asimddp`, and
  /// every processor since Armv8.4.
  ///
  /// A tile of integers is chosen by its shape (`LaneTile`): 7 x 12 sums are 21 of the 32 registers, a
  /// vector of each pixel seven more.
  package static let aarch64DotProduct: Target = {
    var target = aarch64
    target.name = "aarch64-dotprod"
    target.summary = "64-bit Arm with NEON and its dot product"
    target.features = ["dotprod"]
    target.gccTarget = "arch=armv8.2-a+dotprod"
    target.clangMacros = ["__ARM_FEATURE_DOTPROD"]
    target.integers = [.neonDotProduct]
    target.integerTile = RegisterTileSize(pixels: 5, channels: 16)
    target.integerTilesToMeasure = [
      RegisterTileSize(pixels: 7, channels: 12),
      RegisterTileSize(pixels: 5, channels: 16),
      RegisterTileSize(pixels: 9, channels: 8),
      RegisterTileSize(pixels: 4, channels: 16),
      RegisterTileSize(pixels: 4, channels: 24),
      RegisterTileSize(pixels: 8, channels: 8),
    ]
    target.integerDepthwisePixels = 7
    return target
  }()
}
