import IR
import Plan
import Planning
import Targets
import TestSupport
import Testing

/// The whole way from random graphs on integers to the outputs of compiled C, to the last bit.
@Suite struct RandomIntegerNetworkTests {
  static let perProgram = 10
  static let programs = 0..<(isLongRun ? 200 : 4)

  static func model(
    seed: Int, _ options: PlanOptions, target: Target = .generic
  ) throws -> Model {
    var dice = Dice("integers \(seed)")
    let graph = try quantized(loweredRandomGraph(seed: seed), &dice)
    return try Model(graph, name: "net\(seed)", options, target: target)
  }

  @Test(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence), arguments: programs)
  func computeWhatTheReferenceSays(program: Int) throws {
    var dice = Dice("options of integer program \(program)")
    let seeds = program * Self.perProgram..<(program + 1) * Self.perProgram
    let models = try seeds.map {
      try Self.model(seed: $0, dice.pick(RandomNetworkTests.options))
    }
    let isThorough = isLongRun || program == 0
    try expectOutputs(
      of: models,
      flags: isThorough ? ["-O1"] + Compiler.sanitizers : ["-O0"] + Compiler.quickSanitizers)
  }

  /// The same network by every kind of plan.
  @Test(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence), arguments: [3, 8])
  func everyPlanComputesTheSame(seed: Int) throws {
    var models: [Model] = []
    for (index, options) in RandomNetworkTests.options.enumerated() {
      guard isLongRun || (index + seed).isMultiple(of: 3) else { continue }
      var dice = Dice("integers \(seed)")
      let graph = try quantized(loweredRandomGraph(seed: seed), &dice)
      models.append(try Model(graph, name: "plan\(index)", options))
    }
    try expectOutputs(of: models, flags: ["-O0"] + Compiler.quickSanitizers)
  }

  @Test(arguments: Machine.ofIntegers)
  func otherTargetsComputeTheSame(_ machine: Machine) throws {
    for (index, compiler) in machine.compilers.enumerated() {
      var dice = Dice("options of integers on \(machine.target.name) \(index)")
      let count = isLongRun ? 200 : 6
      let models = try (index * count..<(index + 1) * count).map {
        try Self.model(
          seed: $0, dice.pick(RandomNetworkTests.options), target: machine.target)
      }
      let flags = compiler.hasSanitizers ? Compiler.quicklyWatched : ["-O1"]
      try expectOutputs(of: models, compiler: compiler, flags: flags)
    }
  }

  /// And with register tiles that are not the target's own choice.
  @Test(arguments: Machine.ofIntegers)
  func otherTilesComputeTheSame(_ machine: Machine) throws {
    guard let compiler = machine.compilers.first else { return }
    var dice = Dice("tiles of integers on \(machine.target.name)")
    var tunable = 0
    let models = try (100..<(isLongRun ? 200 : 103)).map { seed in
      let options = dice.pick(RandomNetworkTests.options)
      let untuned = try Self.model(seed: seed, options, target: machine.target)
      var target = machine.target
      for kernel in untuned.plan.kernelVersions(for: target, most: 100) {
        target.measuredTiles[kernel.name] = dice.pick(Array(kernel.tiles.dropFirst()))
        tunable += 1
      }
      return try Self.model(seed: seed, options, target: target)
    }
    #expect(tunable > 0)
    try expectOutputs(of: models, compiler: compiler, flags: ["-O1"])
  }
}
