extension Target {
  /// Arm Cortex-M4 and M7, which multiply 16-bit integers in pairs.
  ///
  /// Their floats are single numbers; 4 x 4 sums are 16 of 32 registers.
  package static let cortexM4 = cortexM(
    "cortex-m4", "Arm Cortex-M4 with its DSP instructions", multiplyAddsPerCycle: 1)
  package static let cortexM7 = cortexM(
    "cortex-m7", "Arm Cortex-M7 with its DSP instructions", multiplyAddsPerCycle: 2)
  /// Arm Cortex-M55, which has vectors of integers too.
  package static let cortexM55 = cortexM(
    "cortex-m55", "Arm Cortex-M55 with Helium", multiplyAddsPerCycle: 2, depthwisePixels: 2,
    depthwiseChannels: 4, integers: [.mve], dots: .mve)

  private static func cortexM(
    _ name: String, _ summary: String, multiplyAddsPerCycle: Double,
    depthwisePixels: Int = 4, depthwiseChannels: Int = 2,
    integers: [IntegerInstructions] = [], dots: DotInstructions? = nil
  ) -> Target {
    Target(
      name: name,
      summary: summary,
      architecture: .arm32,
      features: [],
      vectors: [],
      integers: integers,
      packed: .dsp,
      dots: dots,
      vectorHeader: integers.isEmpty ? nil : "arm_mve.h",
      tiles: [
        RegisterTileSize(pixels: 4, channels: 4),
        RegisterTileSize(pixels: 1, channels: 8),
      ],
      vectorUnit: VectorUnit(
        registers: 32, ports: 1, portLanes: 1, latency: 3, loads: 1, instructions: 1),
      depthwisePixels: depthwisePixels,
      depthwiseChannels: depthwiseChannels,
      multiplyAddsPerCycle: multiplyAddsPerCycle,
      bytesPerCycle: 2,
      cachedBytesPerCycle: 2,
      cacheBytes: 1 << 20,
      cyclesPerRow: 60,
      cyclesPerRequest: 30,
      cyclesPerPointer: 5,
      alignment: 4)
  }
}
