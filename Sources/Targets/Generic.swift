extension Target {
  /// Any machine with a C99 compiler.
  ///
  /// The tile is the largest whose accumulators stay in the registers of SSE, AVX2, AVX-512 and
  /// NEON when the compiler turns its loops into vectors: GCC 12 and Clang 21 reach 54 and 59
  /// GMAC/s of 59 with it on a Zen 4 core at `-O3 -march=native`.
  package static let generic = Target(
    name: "generic",
    summary: "any machine with a C99 compiler; vectors are left to the compiler",
    architecture: nil,
    features: [],
    vectors: [],
    vectorHeader: nil,
    tiles: [
      RegisterTileSize(pixels: 7, channels: 16),
      RegisterTileSize(pixels: 1, channels: 64),
    ],
    tilesToMeasure: [
      RegisterTileSize(pixels: 14, channels: 32),
      RegisterTileSize(pixels: 14, channels: 16),
      RegisterTileSize(pixels: 6, channels: 16),
      RegisterTileSize(pixels: 4, channels: 16),
      RegisterTileSize(pixels: 7, channels: 8),
    ],
    vectorUnit: VectorUnit(
      registers: 32, ports: 2, portLanes: 4, latency: 4, loads: 2, instructions: 6),
    depthwisePixels: 7,
    depthwiseChannels: 16,
    depthwiseTilesToMeasure: [
      RegisterTileSize(pixels: 4, channels: 16),
      RegisterTileSize(pixels: 7, channels: 32),
      RegisterTileSize(pixels: 7, channels: 8),
    ],
    multiplyAddsPerCycle: 12,
    bytesPerCycle: 16,
    cachedBytesPerCycle: 32,
    cacheBytes: 512 * 1024,
    cyclesPerRow: 60,
    cyclesPerRequest: 20,
    cyclesPerPointer: 3,
    alignment: 16
  )
}
