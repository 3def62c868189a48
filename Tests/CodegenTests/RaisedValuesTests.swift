import Codegen
import IR
import Kernels
import Planning
import Targets
import TestSupport
import Testing

/// Which values lie in memory as integers without signs.
@Suite struct RaisedValuesTests {
  /// Nobody has a value like that who cannot read it, and nobody but a machine that gains by it.
  @Test func onlyWhereProductsReadThem() throws {
    var raised = 0
    for seed in 0..<30 {
      var dice = Dice("raised \(seed)")
      let graph = try quantized(loweredRandomGraph(seed: seed), &dice)
      let plan = try Planning.plan(graph, target: .x86v4VNNI, options: PlanOptions())
      for value in graph.values.handles {
        #expect(!plan.isRaised(value, .generic) && !plan.isRaised(value, .x86v4))
        #expect(!plan.isRaised(value, .aarch64DotProduct))
        guard plan.isRaised(value, .x86v4VNNI) else { continue }
        raised += 1
        #expect(!graph.inputs.contains(value) && !graph.outputs.contains(value))
        let readers = graph.order.map { graph.nodes[$0] }.filter { $0.operands.contains(value) }
        #expect(!readers.isEmpty)
        for reader in readers {
          let weight: WeightID? =
            switch reader.op {
            case .conv2D(let conv): conv.weight
            case .depthwiseConv2D(let conv): conv.weight
            case .fullyConnected(let matrix): matrix.weight
            default: nil
            }
          guard let weight else {
            #expect(reader.op.mnemonic == "add")
            continue
          }
          #expect(graph.weights[weight].quantization?.zeroPoint == 0)
        }
      }
    }
    #expect(raised > 50)
  }

  /// In an inverted residual all maps that products read are raised, so that only the image is flipped.
  @Test func onlyTheImageIsFlipped() throws {
    var b = GraphBuilder(name: "net")
    let image = b.input("image", Shape(8, 8, 3))
    let x = try b.conv(image, "stem", outputs: 16)
    let wide = try b.conv(x, "expand", outputs: 64, .relu6)
    let seen = try b.depthwise(
      wide, "depthwise", kernel: (3, 3),
      padding: .init(top: 1, left: 1, bottom: 1, right: 1), .relu6)
    let narrow = try b.conv(seen, "project", outputs: 16)
    let sum = try b.add(x, narrow, "add")
    b.graph.addOutput(try b.conv(sum, "head", outputs: 8))
    // The first one whose weights have no zero points, as those of all channels for themselves.
    let graphs = try (0..<100).map { seed in
      var dice = Dice("inverted residual \(seed)")
      return try quantized(b.graph, &dice)
    }
    let graph = try #require(
      graphs.first { graph in
        graph.usedWeights.allSatisfy { (graph.weights[$0].quantization?.zeroPoint ?? 0) == 0 }
      })
    let plan = try Planning.plan(graph, target: .x86v4VNNI, options: PlanOptions())
    let names = graph.values.handles.filter { plan.isRaised($0, .x86v4VNNI) }
      .map { graph.values[$0].name }
    #expect(names == ["stem", "expand", "depthwise", "add"])
    let code = generateC(
      plan, target: .x86v4VNNI, options: CodeOptions(name: "net", version: "", options: ""))
    let source = String(decoding: code.source, as: UTF8.self)
    // Its definition and one call, unless the caller has no signs either.
    #expect(source.ranges(of: "_raise(").count == (graph.unsignedInputs.isEmpty ? 2 : 0))
  }
}
