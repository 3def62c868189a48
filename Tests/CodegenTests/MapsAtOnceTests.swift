import IR
import Kernels
import Plan
import Planning
import TestSupport
import Testing

@testable import Targets

/// Pointwise convolutions whose rows are made by one call.
@Suite struct MapsAtOnceTests {
  /// The machine of all compilers, with weights that are far.
  private static let target: Target = {
    var target = Target.generic
    target.prefetch = Prefetch(reach: 1 << 20, bytesOfIntegers: 1 << 16, bytesOfFloats: 1 << 16)
    return target
  }()

  private static func stages(_ model: Model) -> [Stage] {
    model.plan.schedule.regions.flatMap(\.stages).filter { model.plan.makesMapAtOnce($0, target) }
  }

  /// Three of them, one after the other.
  private static func graph() throws -> Graph {
    var b = GraphBuilder(name: "net")
    var x = b.input("image", Shape(6, 5, 12))
    for (index, outputs) in [16, 40, 24].enumerated() {
      x = try b.conv(x, "conv\(index)", outputs: outputs, .relu6)
    }
    b.graph.addOutput(x)
    return b.graph
  }

  /// One after the other they have all rows at once, but not where a map grows into what it uses up.
  @Test(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence))
  func notWhereTheResultGrowsIntoTheOperand() throws {
    let models = try [PlanOptions.Objective.latency, .ram].map { objective in
      try Model(
        Self.graph(), name: "net_\(objective)",
        PlanOptions(objective: objective, ways: .atMost(1), rings: .none), target: Self.target)
    }
    for model in models {
      for stage in model.plan.schedule.regions.flatMap(\.stages) {
        let node = model.graph.nodes[stage.node]
        guard case .arena(let own)? = model.plan.memory.placements[node.operands[0]],
          case .arena(let other)? = model.plan.memory.placements[node.result]
        else { continue }
        let buffers = model.plan.memory.buffers
        #expect(
          model.plan.makesMapAtOnce(stage, Self.target)
            == !buffers[own].bytes.overlaps(buffers[other].bytes))
      }
    }
    try expectOutputs(of: models, flags: ["-O1"] + Compiler.sanitizers)
  }

  @Test(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence), arguments: [false, true])
  func computeWhatTheReferenceSays(integers: Bool) throws {
    var dice = Dice("maps at once")
    let models = try (0..<(isLongRun ? 200 : 16)).map { seed in
      var options = dice.pick(RandomNetworkTests.options)
      if options.input != .rows { options.parts = dice.pick([1, 1, 2, 3]) }
      return integers
        ? try RandomIntegerNetworkTests.model(seed: seed, options, target: Self.target)
        : try Model(
          loweredRandomGraph(seed: seed), original: randomGraph(seed: seed), name: "net\(seed)",
          options, target: Self.target)
    }
    #expect(models.contains { !Self.stages($0).isEmpty })
    try expectOutputs(of: models, flags: ["-O0"] + Compiler.quickSanitizers)
  }
}
