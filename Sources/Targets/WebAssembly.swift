extension Target {
  /// WebAssembly with 128-bit vectors.
  package static let wasm = Target(
    name: "wasm32-simd128",
    summary: "WebAssembly with 128-bit vectors",
    architecture: .wasm32,
    features: ["simd128"],
    vectors: [.wasm],
    vectorHeader: "wasm_simd128.h",
    tiles: [
      RegisterTileSize(pixels: 4, channels: 8),
      RegisterTileSize(pixels: 1, channels: 16),
    ],
    vectorUnit: VectorUnit(
      registers: 16, ports: 2, portLanes: 4, latency: 4, loads: 2, instructions: 6),
    depthwisePixels: 4,
    depthwiseChannels: 4,
    multiplyAddsPerCycle: 3,
    bytesPerCycle: 8,
    cachedBytesPerCycle: 16,
    cacheBytes: 256 * 1024,
    cyclesPerRow: 60,
    cyclesPerRequest: 20,
    cyclesPerPointer: 3,
    alignment: 16
  )
}
