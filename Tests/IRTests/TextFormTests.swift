import IR
import Testing

@Suite struct TextFormTests {
  static let everyOp = """
    graph "every op" {
      weight @w : f32[8x3x3x3] = seeded conv "stem.weight"
      weight @g : f32[8] = seeded gamma "bn.weight"
      weight @b : f32[8] = seeded beta "bn.bias"
      weight @m : f32[8] = seeded mean "bn.running_mean"
      weight @v : f32[8] = seeded variance "bn.running_var"
      weight @d : f32[3x3x8] = seeded depthwise "dw.weight"
      weight @bias : f32[8] = [0.0, 1.0, -2.5, 0.1, 1e-07, 3.0, 4.0, 5.0]
      weight @fc : f32[2x8] = seeded linear "fc.weight"
      input %image : f32[9x8x3] {scale = 0.5, mean = [0.1, 0.2, 0.3], std = [1.0, 2.0, 3.0], crop = 0.875}
      %stem = conv2d %image {weight = @w, stride = [2, 2], padding = [1, 1, 1, 1]} : f32[5x4x8]
      %bn = batch_norm %stem {gamma = @g, beta = @b, mean = @m, variance = @v, epsilon = 1e-05} : f32[5x4x8]
      %act = activation %bn {function = clamp(-1.0, 6.0)} : f32[5x4x8]
      %dw = depthwise_conv2d %act {weight = @d, bias = @bias, padding = [1, 1, 1, 1], activation = hard_swish} : f32[5x4x8]
      %pool = global_average_pool %dw : f32[1x1x8]
      %gate = activation %pool {function = hard_sigmoid} : f32[1x1x8]
      %scaled = channel_scale %dw, %gate : f32[5x4x8]
      %sum = add %scaled, %act : f32[5x4x8]
      %mean = global_average_pool %sum : f32[1x1x8]
      %"logits of it" = fully_connected %mean {weight = @fc} : f32[1x1x2]
      output %"logits of it"
    }

    """

  @Test func printingWhatWasParsedIsTheIdentity() throws {
    let graph = try parseGraph(Array(Self.everyOp.utf8), file: "t.mnir")
    #expect(graph.text() == Self.everyOp)
    for kind in OpKind.all { #expect(Self.everyOp.contains(" \(kind.mnemonic) ")) }
  }

  @Test func weightsThatAreNotSeededSurviveAsBits() throws {
    var graph = Graph(name: "bits")
    let input = graph.addInput("x", TensorType(.f32, Shape(1, 1, 64)))
    var op = FullyConnected()
    let values = (0..<64).map { Float($0) / 7 - 3 }
    op.weight = graph.weights.add(Weight("w", shape: [1, 64], values: values))
    graph.addOutput(
      try graph.append(.fullyConnected(op), [input], name: "y", origin: .unknown))
    let text = graph.text()
    let again = try parseGraph(Array(text.utf8), file: "t.mnir")
    #expect(again.text() == text)
    #expect(again.weights[again.weights.ids[0]].values == values)
  }
}
