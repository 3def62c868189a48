extension Target {
  /// x86-64 with AVX-512.
  ///
  /// 14 x 32 sums are 28 of the 32 registers; two more hold a row of weights.
  package static let x86v4 = Target(
    name: "x86-64-v4",
    summary: "x86-64 with AVX-512",
    architecture: .x86,
    features: ["avx512f", "avx512vl", "avx512dq", "avx512bw", "avx2", "fma"],
    vectors: [.x86(lanes: 16), .x86(lanes: 8), .x86(lanes: 4)],
    integers: [.x86Lanes16, .x86v4Lanes8],
    integerTile: RegisterTileSize(pixels: 7, channels: 48),
    integerTilesToMeasure: [
      RegisterTileSize(pixels: 10, channels: 32),
      RegisterTileSize(pixels: 6, channels: 64),
      RegisterTileSize(pixels: 12, channels: 32),
      RegisterTileSize(pixels: 8, channels: 48),
      RegisterTileSize(pixels: 20, channels: 16),
      RegisterTileSize(pixels: 14, channels: 32),
    ],
    vectorHeader: "immintrin.h",
    tiles: [
      RegisterTileSize(pixels: 14, channels: 32),
      RegisterTileSize(pixels: 1, channels: 128),
    ],
    tilesToMeasure: [
      RegisterTileSize(pixels: 7, channels: 64),
      RegisterTileSize(pixels: 28, channels: 16),
      RegisterTileSize(pixels: 9, channels: 48),
      RegisterTileSize(pixels: 14, channels: 16),
      RegisterTileSize(pixels: 7, channels: 32),
    ],
    vectorUnit: VectorUnit(
      registers: 32, ports: 2, portLanes: 8, latency: 4, loads: 2, instructions: 6),
    depthwisePixels: 7,
    depthwiseChannels: 16,
    depthwiseTilesToMeasure: [
      RegisterTileSize(pixels: 7, channels: 32),
      RegisterTileSize(pixels: 14, channels: 16),
      RegisterTileSize(pixels: 4, channels: 32),
      RegisterTileSize(pixels: 4, channels: 16),
    ],
    multiplyAddsPerCycle: 14,
    bytesPerCycle: 16,
    cachedBytesPerCycle: 32,
    cacheBytes: 512 * 1024,
    cyclesPerArenaByte: 0.25,
    cyclesPerRow: 40,
    cyclesPerRequest: 20,
    cyclesPerPointer: 3,
    prefetch: Prefetch(
      integers: Prefetch.Amount(reach: 384 * 1024, bytes: 128),
      floats: Prefetch.Amount(reach: 3 * 1024 * 1024, bytes: 176)),
    alignment: 64
  )

  /// x86-64 with AVX-512 that multiplies four pairs of bytes at once, permutes bytes and shifts pairs of
  /// integers: of Intel since Ice Lake, of AMD since Zen 4.
  package static let x86v4VNNI: Target = {
    var target = x86v4
    target.name = "x86-64-v4-vnni"
    target.summary = "x86-64 with AVX-512, VNNI, VBMI and VBMI2"
    target.features += ["avx512vnni", "avx512vbmi", "avx512vbmi2"]
    target.integers = [.vnniLanes16, .vnniLanes8]
    target.integerDepthwisePixels = 14
    target.integerMultiplyAddsPerCycle = 100
    // While twenty sums are rounded products of the next tile begin; behind more of them they would wait.
    target.quadTile = RegisterTileSize(pixels: 5, channels: 64)
    target.integerTilesToMeasure.insert(
      contentsOf: [
        RegisterTileSize(pixels: 7, channels: 64), RegisterTileSize(pixels: 7, channels: 48),
      ], at: 0)
    // Conversions that round in a way of their own take their mask for a signed number.
    target.warningsOfMacros = ["overflow", "sign-conversion"]
    return target
  }()

  /// x86-64 with AVX2 and FMA.
  ///
  /// 6 x 16 or 4 x 24 sums are 12 of the 16 registers. 4 x 24 is for rows of 7 pixels, 4 and 3; 7 x 8
  /// are too few sums to hide the latency of a multiply-add.
  package static let x86v3 = Target(
    name: "x86-64-v3",
    summary: "x86-64 with AVX2 and FMA",
    architecture: .x86,
    features: ["avx2", "fma"],
    vectors: [.x86(lanes: 8), .x86(lanes: 4)],
    integers: [.x86Lanes8],
    integerTile: RegisterTileSize(pixels: 5, channels: 16),
    integerTilesToMeasure: [
      RegisterTileSize(pixels: 4, channels: 16),
      RegisterTileSize(pixels: 3, channels: 24),
      RegisterTileSize(pixels: 10, channels: 8),
      RegisterTileSize(pixels: 6, channels: 16),
    ],
    vectorHeader: "immintrin.h",
    tiles: [
      RegisterTileSize(pixels: 6, channels: 16),
      RegisterTileSize(pixels: 4, channels: 24),
      RegisterTileSize(pixels: 7, channels: 8),
      RegisterTileSize(pixels: 1, channels: 64),
    ],
    vectorUnit: VectorUnit(
      registers: 16, ports: 2, portLanes: 8, latency: 4, loads: 2, instructions: 6),
    depthwisePixels: 4,
    depthwiseChannels: 8,
    depthwiseTilesToMeasure: [
      RegisterTileSize(pixels: 7, channels: 8),
      RegisterTileSize(pixels: 4, channels: 16),
      RegisterTileSize(pixels: 3, channels: 8),
    ],
    multiplyAddsPerCycle: 12,
    bytesPerCycle: 16,
    cachedBytesPerCycle: 32,
    cacheBytes: 512 * 1024,
    cyclesPerRow: 60,
    cyclesPerRequest: 20,
    cyclesPerPointer: 3,
    alignment: 32
  )
}
