import Planning
import Targets
import TestSupport
import Testing

/// Kernels of packed integers: compiled C equals the reference, on any machine and on their own.
@Suite struct PackedKernelTests {
  private static let count = isLongRun ? 120 : 6

  private func networks(_ target: Target) throws -> [Model] {
    var dice = Dice("options of packed integers")
    return try (0..<Self.count).map { seed in
      try RandomIntegerNetworkTests.model(
        seed: 500 + seed, dice.pick(RandomNetworkTests.options), target: target)
    }
  }

  private func windows(_ target: Target) throws -> [Model] {
    try IntegerShapeTests.windowModels(graphs: Self.count, from: 40, target: target)
  }

  @Test(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence))
  func meanTheSameEverywhere() throws {
    let flags = Compiler.quicklyWatched
    try expectOutputs(of: networks(.cortexM4), flags: flags)
    try expectOutputs(of: windows(.cortexM4), flags: flags)
  }

  static let machines: [Machine] = [.cortexM4, .cortexM7, .cortexM55].filter(\.runs)

  @Test(arguments: machines, ["-O0", "-O2"])
  func runOnTheirOwn(_ machine: Machine, level: String) throws {
    for compiler in machine.compilers {
      let models = try level == "-O0" ? windows(machine.target) : networks(machine.target)
      try expectOutputs(of: models, compiler: compiler, flags: [level])
    }
  }
}
