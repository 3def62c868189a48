import Basics
import IR
import TestSupport
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
      %most = max_pool2d %sum {kernel = [2, 2]} : f32[4x3x8]
      %even = average_pool2d %most {kernel = [3, 2], stride = [2, 2]} : f32[1x1x8]
      %"logits of it" = fully_connected %even {weight = @fc} : f32[1x1x2]
      %shares = softmax %"logits of it" : f32[1x1x2]
      %bytes = quantize %shares {output = double(0.00390625, -128)} : i8[1x1x2](0.00390625, -128)
      %numbers = dequantize %bytes : f32[1x1x2]
      %less = subtract %sum, %act : f32[5x4x8]
      %times = multiply %less, %act : f32[5x4x8]
      %both = concatenate %less, %times, %act {axis = width} : f32[5x12x8]
      %boxes = concatenate %both, %most {axis = height, row = [1, 4]} : f32[144x1x4]
      %turned = rearrange %both {shape = [12, 5, 9], start = [-1], steps = [8, 96, 1], inside = [0, 12, 0, 5, 1, 9], fill = -1.5} : f32[12x5x9]
      %near = resize_nearest %turned {size = [3, 10], rows = [4, 0, 1], columns = [1, 0, 2]} : f32[3x10x9]
      %between = resize_bilinear %near {size = [6, 4], rows = [6, -3, 12], columns = [9, 0, 3]} : f32[6x4x9]
      output %"logits of it"
      output %boxes
      output %between
      output %bytes unsigned
      output %numbers
    }

    """

  @Test func printingWhatWasParsedIsTheIdentity() throws {
    let graph = try parseGraph(Array(Self.everyOp.utf8), file: "t.mnir")
    #expect(graph.text() == Self.everyOp)
    for kind in OpKind.all { #expect(Self.everyOp.contains(" \(kind.mnemonic) ")) }
  }

  /// A single scale is that of the whole weight or that of the only channel.
  @Test func singleScalesSayWhoseTheyAre() throws {
    let text = """
      graph scales {
        weight @whole : i8[1x2]([0.5], 3) = [1, -2]
        weight @channel : i8[1x1]([0.5], 0, channel) = [3]
        input %x : i8[1x1x2](0.5, 3)
        %one = fully_connected %x {weight = @whole, output = double(0.25, 0)} : i8[1x1x1](0.25, 0)
        %two = fully_connected %one {weight = @channel, output = double(0.25, 0)} : i8[1x1x1](0.25, 0)
        output %two
      }

      """
    let graph = try parseGraph(Array(text.utf8), file: "t.mnir")
    #expect(graph.text() == text)
    let scales = graph.weights.ids.map { graph.weights[$0].quantization?.isPerChannel }
    #expect(scales == [false, true])
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

  @Test(arguments: [
    "a//b", "//", "/", "a/", "", "a b", "\"", "\\", "\n", "\r", "é", "a-b", "+1", "graph", "\0",
  ])
  func namesAndSeedsMayBeAnyText(_ name: String) throws {
    var graph = Graph(name: name)
    let input = graph.addInput("i" + name, TensorType(.f32, Shape(1, 1, 2)))
    var op = FullyConnected()
    let seed = Seed(.linear, name)
    op.weight = graph.weights.add(
      Weight(name, shape: [1, 2], values: seed.values(shape: [1, 2]), seed: seed))
    let result = try graph.append(
      .fullyConnected(op), [input], name: name + "o", origin: .unknown)
    graph.addOutput(result)
    let text = graph.text()
    let again = try parseGraph(Array(text.utf8), file: "t.mnir")
    #expect(again.text() == text)
    #expect(again.name == name)
    #expect(again.weights[again.weights.ids[0]].name == name)
    #expect(again.weights[again.weights.ids[0]].seed == seed)
    #expect(again.values[again.outputs[0]].name == name + "o")
  }

  @Test func numbersThatAreNotFiniteSurviveAsBits() throws {
    var graph = Graph(name: "bits")
    let input = graph.addInput("x", TensorType(.f32, Shape(1, 1, 3)))
    var op = FullyConnected()
    op.weight = graph.weights.add(
      Weight("w", shape: [1, 3], values: [.infinity, -0.0, Float(bitPattern: 0x7fc0_1234)]))
    graph.addOutput(try graph.append(.fullyConnected(op), [input], name: "y", origin: .unknown))
    let text = graph.text()
    #expect(text.contains("hex \"0000807f000000803412c07f\""))
    let again = try parseGraph(Array(text.utf8), file: "t.mnir")
    #expect(
      again.weights[again.weights.ids[0]].values.map(\.bitPattern)
        == [0x7f80_0000, 0x8000_0000, 0x7fc0_1234])
  }

  @Test func elidedWeightsKeepSeedsAndSmallValues() throws {
    var graph = Graph(name: "elided")
    let input = graph.addInput("x", TensorType(.f32, Shape(1, 1, 33)))
    var op = FullyConnected()
    op.weight = graph.weights.add(
      Weight("w", shape: [1, 33], values: Array(repeating: 0.5, count: 33)))
    op.bias = graph.weights.add(Weight("b", shape: [1], values: [0.5]))
    graph.addOutput(try graph.append(.fullyConnected(op), [input], name: "y", origin: .unknown))
    let text = graph.text(weights: .elided)
    #expect(text.contains("weight @w : f32[1x33] = elided\n"))
    #expect(text.contains("weight @b : f32[1] = [0.5]\n"))
  }

  @Test func commentsAndBlanksAreOfNoMatter() throws {
    let graph = try parseGraph(Array(Self.everyOp.utf8), file: "t.mnir")
    let dense = Self.everyOp.replacing("\n", with: "//\r\n\t// %x\n")
    #expect(try parseGraph(Array(dense.utf8), file: "t.mnir").text() == graph.text())
  }

  /// One file per op, written as the printer prints it.
  @Test(arguments: OpKind.all.map(\.mnemonic)) func eachOpHasAFile(_ mnemonic: String) throws {
    let path = "Tests/Files/ops/\(mnemonic).mnir"
    let text = try packageText(path).split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("//") }.joined(separator: "\n")
    let graph = try parseGraph(Array(text.utf8), file: path)
    #expect(graph.text() == text, "\(lineDiff(expected: text, found: graph.text()))")
    #expect(graph.order.allSatisfy { graph.nodes[$0].op.mnemonic == mnemonic })
  }

  @Test func everyFileReadsBack() throws {
    let texts = try graphTexts()
    #expect(texts.count > 40)
    for text in texts {
      let once = try parseGraph(Array(text.utf8), file: "t.mnir").text()
      #expect(try parseGraph(Array(once.utf8), file: "t.mnir").text() == once)
    }
  }
}
