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
}
