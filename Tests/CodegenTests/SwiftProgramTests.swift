import Codegen
import IR
import Planning
import Targets
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
      // Each network meets another kind of plan in each program; some have the heads of later seeds.
      let seed = program * (isLongRun ? perProgram : 15) + index
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

  /// Pools, the logistic function by itself and in kernels, and softmax, by rows and by pixels.
  @Test func gatesAndShares() throws {
    let plans = [
      PlanOptions(objective: .ram, input: .rows, inputLayout: .nchw),
      PlanOptions(objective: .ram, rings: .pixels), PlanOptions(),
    ]
    let models = try plans.enumerated().map { index, options in
      try Model(
        Networks.gatesAndShares(reachesOutside: index % 2 == 0), name: "shares\(index)", options)
    }
    try expectSwiftOutputs(of: models, flags: ["-Onone"])
  }

  #if arch(x86_64)
  /// With fused products and sums, on machines that have them.
  @Test(.enabled(if: Target.x86v3.runsHere, "the machine has no fused multiply-adds"))
  func fusedProducts() throws {
    try expectSwiftOutputs(
      of: [
        Model(Networks.tinyV2(), name: "tiny_v2"),
        Model(Networks.tinyV3(), name: "tiny_v3", PlanOptions(objective: .ram)),
        // Lanes in several vectors, and tiles of other targets.
        Model(Networks.narrow(stride: 1), name: "wide_tiles", target: .x86v4),
        Model(Networks.tinyV3(), name: "arm_tiles", target: .aarch64),
      ], flags: ["-O", "-Xcc", "-march=native", "-D", "MNCC_FMA"])
  }
  #endif

  /// Channels that lie apart are gathered, whatever reads them.
  @Test func planarInputs() throws {
    let same = Padding(top: 1, left: 1, bottom: 1, right: 1)
    let models = try [
      PlanOptions(inputLayout: .nchw),
      PlanOptions(objective: .ram, input: .rows, inputLayout: .nchw),
      PlanOptions(objective: .ram, rings: .pixels, inputLayout: .nchw),
      PlanOptions(objective: .ram, rings: .pixels, input: .rows, inputLayout: .nchw),
    ].enumerated().map { index, options in
      var b = GraphBuilder(name: "planar")
      let x = b.input("x", Shape(7, 9, 23))
      var sum = try b.depthwise(x, "deep", kernel: (3, 3), padding: same, .hardSwish)
      sum = try b.add(try b.activate(x, "bent", .relu6), sum, "sum")
      b.graph.addOutput(sum)
      b.graph.addOutput(try b.pool(x, "mean"))
      return try Model(b.graph, name: "planar\(index)", options)
    }
    try expectSwiftOutputs(of: models, flags: ["-Onone"])
  }

  @Test func nothingIsReadOrWrittenOutsideOfWhatIsHandedOver() throws {
    let models = [
      try Model(Networks.tinyV2(), name: "tiny_v2", PlanOptions(objective: .ram)),
      try Model(Networks.tinyV3(), name: "tiny_v3"),
    ]
    try expectSwiftOutputs(of: models, flags: ["-O", "-sanitize=address"])
  }
}
