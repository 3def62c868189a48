import Driver
import IR
import Plan
import TestSupport
import Testing

/// Where an input lies, and in what pieces the network behind it is made.
struct FedPlan: Sendable, CustomTestStringConvertible {
  var input: String
  var rings: String
  var testDescription: String { "input \(input), rings \(rings)" }

  static let all = CompileOptions.inputModes.flatMap { input in
    ["none", "rows", "pixels"].map { FedPlan(input: input, rings: $0) }
  }
}

/// A planar input changes where elements are found and nothing else: not one bit of the answer.
@Suite struct InputLayoutTests {
  private func prepare(
    _ graph: Graph, _ fed: FedPlan, layout: String
  ) throws -> PreparedModel {
    var options = CompileOptions()
    options.optimize = "ram"
    options.recompute = 1
    options.input = fed.input
    options.rings = fed.rings
    options.inputLayout = layout
    return try Driver.prepare(graph, options)
  }

  /// The bits of the answer to the seeded input.
  private func answer(_ model: PreparedModel, to graph: Graph) throws -> [UInt32] {
    let compiler = try #require(CCompiler(), "needs a C compiler")
    let input = seededInput(graph.shape(of: graph.inputs[0])).values.map { Float($0) }
    return try execute(model, input: input, compiler, flags: ["-O0"], calls: 2).output.map {
      Float($0).bitPattern
    }
  }

  private func expectSameAnswer(_ graph: Graph, _ fed: FedPlan) throws {
    let together = try prepare(graph, fed, layout: "nhwc")
    let apart = try prepare(graph, fed, layout: "nchw")
    #expect(apart.plan.planePixels(of: apart.plan.graph.inputs[0]) > 1)
    #expect(try answer(together, to: graph) == answer(apart, to: graph))
  }

  @Test(arguments: FedPlan.all) func aNetworkAnswersTheSame(_ fed: FedPlan) throws {
    try expectSameAnswer(try importGraph("v2", width: 0.35, resolution: 32, classes: 10), fed)
  }

  /// Every kind of op reads the input itself.
  @Test(arguments: FedPlan.all) func everyOpReadsAPlanarInput(_ fed: FedPlan) throws {
    var b = GraphBuilder(name: "readers")
    let same = Padding(top: 1, left: 1, bottom: 1, right: 1)
    let x = b.input("x", Shape(7, 9, 5))
    let scaled = try b.squeezeExcite(x, "gate", squeezed: 3)
    let bent = try b.activate(x, "bent", .hardSwish)
    let deep = try b.depthwise(x, "deep", kernel: (3, 3), padding: same)
    let dense = try b.conv(x, "dense", outputs: 5, kernel: (3, 3), padding: same, .relu6)
    let pointwise = try b.conv(x, "pointwise", outputs: 5)
    var sum = try b.add(x, x, "twice")
    sum = try b.add(x, sum, "thrice")
    for (index, other) in [scaled, bent, deep, dense, pointwise].enumerated() {
      sum = try b.add(sum, other, "sum\(index)")
    }
    let two = Stride(height: 2, width: 2)
    let small = try b.conv(x, "small", outputs: 4, kernel: (1, 1), stride: two)
    sum = try b.add(try b.conv(sum, "half", outputs: 4, stride: two), small, "last")
    b.graph.addOutput(sum)
    try expectSameAnswer(b.graph, fed)
  }

  /// The same through fewer readers, so that the input is kept a few rows at a time.
  @Test(arguments: FedPlan.all, [true, false])
  func windowsReadAPlanarInput(_ fed: FedPlan, isDepthwise: Bool) throws {
    var b = GraphBuilder(name: "windows")
    let padding = Padding(top: 2, left: 1, bottom: 1, right: 2)
    var x = b.input("x", Shape(12, 11, 3))
    x =
      try isDepthwise
      ? b.depthwise(x, "first", kernel: (5, 3), padding: padding, .relu)
      : b.conv(x, "first", outputs: 6, kernel: (5, 3), padding: padding, .relu)
    x = try b.depthwise(x, "second", kernel: (3, 3), stride: Stride(height: 2, width: 2))
    b.graph.addOutput(try b.pool(x, "pool"))
    try expectSameAnswer(b.graph, fed)
  }

  /// One channel lies alike in both layouts.
  @Test(arguments: CompileOptions.inputModes) func oneChannelNeedsNothing(_ input: String) throws {
    var b = GraphBuilder(name: "grey")
    let x = b.input("x", Shape(8, 8, 1))
    b.graph.addOutput(try b.activate(x, "y", .relu))
    let plans = try CompileOptions.inputLayouts.map {
      try prepare(b.graph, FedPlan(input: input, rings: "rows"), layout: $0).plan
    }
    #expect(
      plans.map { $0.memory.arenaSize } == [plans[0].memory.arenaSize, plans[0].memory.arenaSize])
    #expect(plans.allSatisfy { $0.planePixels(of: $0.graph.inputs[0]) == 1 })
  }
}
