import IR
import Kernels
import Plan
import Planning
import TestSupport
import Testing

/// Pointwise convolutions whose rows are made by one call.
@Suite struct MapsAtOnceTests {
  private static func stages(_ model: Model) -> [Stage] {
    model.plan.schedule.regions.flatMap(\.stages).filter {
      model.plan.makesMapAtOnce($0, FarWeights.target)
    }
  }

  /// Some of them, of which one reads what is read once more behind it.
  private static func graph() throws -> Graph {
    var b = GraphBuilder(name: "net")
    let image = b.input("image", Shape(6, 5, 12))
    let x = try b.conv(image, "stem", outputs: 16, .relu6)
    let y = try b.add(x, try b.conv(x, "beside", outputs: 16), "add")
    let wide = try b.conv(y, "expand", outputs: 40, .relu6)
    b.graph.addOutput(try b.conv(try b.conv(wide, "project", outputs: 24), "head", outputs: 8))
    return b.graph
  }

  /// All rows come at once, but not where a map grows into what it uses up.
  @Test(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence))
  func notWhereTheResultGrowsIntoTheOperand() throws {
    let models = try [PlanOptions.Objective.latency, .ram].map { objective in
      try Model(
        Self.graph(), name: "net_\(objective)",
        PlanOptions(objective: objective, ways: .atMost(1), rings: .none), target: FarWeights.target
      )
    }
    var kinds: Set<Bool> = []
    for model in models {
      for stage in model.plan.schedule.regions.flatMap(\.stages) {
        let node = model.graph.nodes[stage.node]
        guard case .arena(let own)? = model.plan.memory.placements[node.operands[0]],
          case .arena(let other)? = model.plan.memory.placements[node.result]
        else { continue }
        let buffers = model.plan.memory.buffers
        let isAtOnce = model.plan.makesMapAtOnce(stage, FarWeights.target)
        #expect(isAtOnce == !buffers[own].bytes.overlaps(buffers[other].bytes))
        kinds.insert(isAtOnce)
      }
    }
    #expect(kinds.count == 2)
    try expectOutputs(of: models, flags: ["-O1"] + Compiler.sanitizers)
  }

  @Test(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence), arguments: [false, true])
  func computeWhatTheReferenceSays(integers: Bool) throws {
    var dice = Dice("maps at once")
    let models = try FarWeights.models(isLongRun ? 200 : 16, integers: integers, &dice)
    #expect(models.contains { !Self.stages($0).isEmpty })
    try expectOutputs(of: models, flags: ["-O0"] + Compiler.quickSanitizers)
  }
}
