import IR
import Kernels
import Plan
import Planning
import TestSupport
import Testing

/// Pointwise convolutions, and what makes each element by itself, whose rows are made by one call.
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

  /// All rows come at once, but not where a map grows into what it uses up; a sum may stand where a term was.
  @Test(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence))
  func notWhereTheResultGrowsIntoTheOperand() throws {
    let models = try [PlanOptions.Objective.latency, .ram].map { objective in
      try Model(
        Self.graph(), name: "net_\(objective)",
        PlanOptions(objective: objective, ways: .atMost(1), rings: .none), target: FarWeights.target
      )
    }
    var kinds: Set<[Bool]> = []
    for model in models {
      let memory = model.plan.memory
      for stage in model.plan.schedule.regions.flatMap(\.stages) {
        let node = model.graph.nodes[stage.node]
        func bytes(_ value: ValueID) -> Range<Int>? {
          guard case .arena(let buffer)? = memory.placements[value] else { return nil }
          return memory.buffers[buffer].bytes
        }
        guard let result = bytes(node.result), bytes(node.operands[0]) != nil else { continue }
        let isElementwise = if case .add = node.op { true } else { false }
        let isSafe = node.operands.compactMap(bytes).allSatisfy {
          !$0.overlaps(result) || isElementwise && $0 == result
        }
        #expect(model.plan.makesMapAtOnce(stage, FarWeights.target) == isSafe)
        kinds.insert([isElementwise, isSafe])
      }
    }
    #expect(kinds.isSuperset(of: [[false, false], [false, true], [true, true]]))
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
