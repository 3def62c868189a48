import IR
import Plan
import Planning
import Targets
import TestSupport
import Testing

/// Programs that several threads share: the answer of the reference, and of one thread to the last bit.
@Suite struct ThreadTests {
  /// Plans of all kinds that several parts can share.
  private static func options(parts: Int) -> [PlanOptions] {
    RandomNetworkTests.options.filter { $0.input != .rows }.map { options in
      var shared = options
      shared.parts = parts
      return shared
    } + Array(repeating: PlanOptions(parts: parts), count: 12)
  }

  private func models(
    _ seeds: Range<Int>, target: Target, integers: Bool, _ dice: inout Dice
  ) throws -> [Model] {
    try seeds.map { seed in
      let options = dice.pick(Self.options(parts: dice.pick([2, 2, 3, 5])))
      return integers
        ? try RandomIntegerNetworkTests.model(seed: seed, options, target: target)
        : try Model(
          loweredRandomGraph(seed: seed), original: randomGraph(seed: seed), name: "net\(seed)",
          options, target: target)
    }
  }

  static let programs = 0..<(isLongRun ? 100 : 2)

  @Test(
    .enabled(if: Compiler.gcc.exists, Compiler.gcc.absence), arguments: programs, [false, true])
  func computeWhatTheReferenceSays(program: Int, integers: Bool) throws {
    var dice = Dice("threads of program \(program)")
    let models = try models(
      program * 10..<program * 10 + 10, target: .generic, integers: integers, &dice)
    try #require(models.contains { $0.plan.schedule.regions.contains(where: \.isShared) })
    try expectOutputs(of: models, flags: ["-O0"] + Compiler.quickSanitizers)
  }

  static let machines: [Machine] = [.x86v4, .x86v4VNNI].filter(\.runs)

  @Test(arguments: machines, [false, true])
  func vectorsComputeWhatTheReferenceSays(_ machine: Machine, integers: Bool) throws {
    var dice = Dice("threads of vectors")
    let models = try models(
      0..<(isLongRun ? 200 : 5), target: machine.target, integers: integers, &dice)
    try expectOutputs(of: models, flags: Compiler.quicklyWatched)
  }

  /// Whatever order threads run in: nobody touches what another one writes before they meet.
  @Test(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence))
  func threadSanitizerFindsNoRaces() throws {
    var dice = Dice("threads that are watched")
    let random = try models(100..<(isLongRun ? 300 : 104), target: .generic, integers: false, &dice)
    let networks = try [Networks.tinyV2(), Networks.tinyV3()].enumerated().map { index, graph in
      try Model(graph, name: "tiny\(index)", PlanOptions(parts: 3))
    }
    try expectOutputs(of: random + networks, flags: ["-O1", "-fsanitize=thread", "-D_GNU_SOURCE"])
  }

  @Test(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence))
  func aThousandRunsGiveOneAnswer() throws {
    let runs = isLongRun ? 1000 : 100
    for graph in try [Networks.tinyV2(), Networks.tinyV3()] {
      let model = try Model(graph, name: "tiny", PlanOptions(parts: 2))
      try expectOutputs(of: [model], flags: ["-O2", "-DRUNS=\(runs)", "-D_GNU_SOURCE"])
    }
  }
}
