import Codegen
import IR
import Planning
import TestSupport
import Testing

/// Generated Swift on integers computes what the reference says, and what the same program in C says, to
/// the last bit.
@Suite(.enabled(if: Compiler.swift.exists, Compiler.swift.absence)) struct SwiftIntegerTests {
  /// Random networks under every kind of plan; every second one has floats between its integers.
  @Test(arguments: 0..<(isLongRun ? 20 : 2)) func randomNetworks(program: Int) throws {
    var dice = Dice("options of integers in Swift \(program)")
    let perProgram = isLongRun ? 20 : program == 0 ? 2 : 8
    let models = try (0..<perProgram).map { index in
      // Some have the heads of later seeds.
      let seed = program * (isLongRun ? perProgram : 33) + index
      return try Self.model(seed: seed, dice.pick(RandomNetworkTests.options))
    }
    // Without optimisation most are compiled in a third of the time.
    try expectSwiftOutputs(of: models, flags: isLongRun || program == 0 ? ["-O"] : ["-Onone"])
  }

  /// The same network by every kind of plan.
  @Test(.enabled(if: isLongRun, "a long run has this"), arguments: [3, 8])
  func everyPlanComputesTheSame(seed: Int) throws {
    let models = try RandomNetworkTests.options.enumerated().map {
      try Self.model(seed: seed, name: "plan\($0)", $1)
    }
    try expectSwiftOutputs(of: models, flags: ["-Onone"])
  }

  private static func model(
    seed: Int, name: String? = nil, _ options: PlanOptions
  ) throws -> Model {
    var dice = Dice("integers in Swift \(seed)")
    let graph = try quantized(
      loweredRandomGraph(seed: seed), &dice, isMixed: seed.isMultiple(of: 2))
    return try Model(graph, name: name ?? "net\(seed)", options)
  }
}
