import IR
import Planning
import TestSupport
import Testing

/// The whole way from random graphs to the outputs of compiled C.
@Suite struct RandomNetworkTests {
  static let perProgram = 10
  static let programs = 0..<(isLongRun ? 200 : 16)

  @Test(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence), arguments: programs)
  func computeWhatTheReferenceSays(program: Int) throws {
    var dice = Dice("options of program \(program)")
    let seeds = program * Self.perProgram..<(program + 1) * Self.perProgram
    let models = try seeds.map { seed in
      let options = dice.pick([
        PlanOptions(), PlanOptions(objective: .ram), PlanOptions(objective: .ram),
        PlanOptions(ways: .atMost(2)), PlanOptions(ways: .atMost(3)),
        PlanOptions(ways: .atMost(5)),
      ])
      return try Model(
        loweredRandomGraph(seed: seed), original: randomGraph(seed: seed), name: "net\(seed)",
        options)
    }
    let isThorough = isLongRun || program % 5 == 0
    try expectOutputs(
      of: models,
      flags: ["-O1"] + (isThorough ? Compiler.sanitizers : Compiler.quickSanitizers))
  }

  @Test(.enabled(if: Compiler.clang.exists, Compiler.clang.absence))
  func clangAgreesAtHighestOptimisation() throws {
    let models = try (0..<8).map { seed in
      try Model(
        loweredRandomGraph(seed: seed), original: randomGraph(seed: seed), name: "net\(seed)",
        PlanOptions(objective: .ram))
    }
    try expectOutputs(of: models, compiler: .clang, flags: ["-O3"])
  }
}
