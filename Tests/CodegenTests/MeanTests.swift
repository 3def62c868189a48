import IR
import Planning
import TestSupport
import Testing

/// Global averages of large maps: near to the exact mean, and the same floats however a map comes to be.
@Suite(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence))
struct MeanTests {
  /// Pixels that are much alike, of which every sum is rounded the same way.
  private func graph(_ shape: Shape) throws -> Graph {
    var b = GraphBuilder(name: "mean of \(shape)")
    let x = b.input("x", shape)
    let wide = try b.depthwise(
      x, "depthwise", kernel: (3, 3), padding: .init(top: 1, left: 1, bottom: 1, right: 1))
    let alike = try b.activate(wide, "alike", .clamp(low: 0.6999, high: 0.7001))
    b.graph.addOutput(try b.pool(alike, "mean"))
    return b.graph
  }

  /// Means over windows that reach beyond their input, which divide by what lies inside.
  @Test(arguments: [1, 2], [false, true])
  func windowsLeaveOutPaddingInEveryPlan(dilation: Int, integers: Bool) throws {
    var b = GraphBuilder(name: "windows")
    let x = b.input("x", Shape(6, 9, 3))
    var op = AveragePool2D()
    op.kernel = Stride(height: 3, width: 3)
    op.dilation = Stride(height: dilation, width: dilation)
    op.padding = Padding(top: dilation, left: dilation, bottom: dilation, right: dilation)
    let means = try b.append(.averagePool2D(op), [x], "means")
    b.graph.addOutput(try b.activate(means, "positive", .clamp(low: 0, high: 1)))
    var dice = Dice("windows \(dilation)")
    let graph = integers ? try quantized(b.graph, &dice) : b.graph
    let models = try RandomNetworkTests.options.enumerated().map { index, options in
      try Model(graph, name: "windows\(index)", options)
    }
    try expectOutputs(of: models, flags: ["-O0"] + Compiler.quickSanitizers)
  }

  static let shapes = [Shape(95, 96, 20), Shape(9, 8, 33), Shape(8, 8, 3), Shape(3, 41, 5)]

  @Test(arguments: shapes) func areExactAndThoseOfEveryPlan(_ shape: Shape) throws {
    let graph = try graph(shape)
    let plans = [
      PlanOptions(), PlanOptions(rings: .rows), PlanOptions(objective: .ram),
      PlanOptions(objective: .ram, input: .rows), PlanOptions(rings: .pixels),
      PlanOptions(parts: 2),
    ]
    let models = try plans.map { try Model(graph, name: "mean", $0) }
    let gathers = models.map {
      $0.plan.schedule.regions.contains { $0.stages.contains(where: \.gathers) }
    }
    #expect(Set(gathers).count == 2 || shape.height < 9)
    let answers = try models.map { model in
      let answer = try outputs(of: [model], flags: ["-O1", "-ffp-contract=off"])
      try expect(answer, of: [model], 4e-6)
      return answer
    }
    for (plan, answer) in zip(plans, answers) {
      #expect(answer == answers[0], "\(plan)")
    }
  }
}
