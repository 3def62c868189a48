extension Target {
  /// WebAssembly with 128-bit vectors.
  package static let wasm = Target(
    name: "wasm32-simd128",
    summary: "WebAssembly with 128-bit vectors",
    vectors: [.wasm],
    vectorHeader: "wasm_simd128.h",
    features: [],
    architectureMacros: ["__wasm_simd128__"],
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
