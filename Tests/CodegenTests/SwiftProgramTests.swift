import Codegen
import IR
import Planning
import TestSupport
import Testing

/// Generated Swift computes what the reference says, and what the same program in C says.
@Suite(.enabled(if: Compiler.swift.exists, Compiler.swift.absence)) struct SwiftProgramTests {
  /// Random networks under every kind of plan, with every way to feed them.
  static let programs = 0..<(isLongRun ? 20 : 3)

  @Test(arguments: programs) func randomNetworks(program: Int) throws {
    let options = RandomNetworkTests.options
    let perProgram = isLongRun ? options.count : 7
    let models = try (0..<perProgram).map { index in
      // Each network meets another kind of plan in each program.
      let seed = program * perProgram + index
      return try Model(
        loweredRandomGraph(seed: seed), original: randomGraph(seed: seed), name: "net\(seed)",
        options[(seed + program / 3) % options.count])
    }
    // Without optimisation most are compiled in a third of the time.
    try expectSwiftOutputs(of: models, flags: isLongRun || program == 0 ? ["-O"] : ["-Onone"])
  }

  @Test func networksOfEveryKindAtHighestOptimisation() throws {
    try expectSwiftOutputs(
      of: [
        Model(Networks.tinyV2(), name: "tiny_v2", PlanOptions(objective: .ram, input: .rows)),
        Model(Networks.tinyV3(), name: "tiny_v3", PlanOptions(ways: .atMost(2))),
        Model(Networks.weightless(ops: 1), name: "one_sum"),
        Model(Networks.weightless(ops: 2), name: "weightless", PlanOptions(input: .rows)),
        Model(Networks.hostile(), name: "int", PlanOptions(objective: .ram)),
      ], flags: ["-Ounchecked"])
  }

  #if arch(x86_64)
  /// With fused products and sums, on machines that have them.
  @Test(.enabled(if: Machine.hasFusedProducts, "the machine has no fused multiply-adds"))
  func fusedProducts() throws {
    try expectSwiftOutputs(
      of: [
        Model(Networks.tinyV2(), name: "tiny_v2"),
        Model(Networks.tinyV3(), name: "tiny_v3", PlanOptions(objective: .ram)),
      ], flags: ["-O", "-Xcc", "-march=native", "-D", "MNCC_FMA"])
  }
  #endif

  @Test func nothingIsReadOrWrittenOutsideOfWhatIsHandedOver() throws {
    let models = [
      try Model(Networks.tinyV2(), name: "tiny_v2", PlanOptions(objective: .ram)),
      try Model(Networks.tinyV3(), name: "tiny_v3"),
    ]
    try expectSwiftOutputs(of: models, flags: ["-O", "-sanitize=address"])
  }
}
