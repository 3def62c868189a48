extension Target {
  /// WebAssembly with 128-bit vectors.
  package static let wasm = Target(
    name: "wasm32-simd128",
    summary: "WebAssembly with 128-bit vectors",
    architecture: .wasm32,
    features: ["simd128"],
    vectors: [.wasm],
    vectorHeader: "wasm_simd128.h",
    tilePixels: 4,
    tileChannels: 8,
    vectorChannels: 16,
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
