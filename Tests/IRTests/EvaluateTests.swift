import Basics
import IR
import Testing

/// An op on a few numbers, with the result worked out by hand.
struct HandComputed: Sendable, CustomTestStringConvertible {
  let title: String
  let mnemonic: String
  let declarations: String
  let node: String
  let inputs: [[Double]]
  let result: [Double]

  var testDescription: String { "\(mnemonic): \(title)" }

  static let all: [HandComputed] = [
    HandComputed(
      title: "asymmetric padding, stride 2",
      mnemonic: "conv2d",
      declarations: """
        weight @w : f32[1x2x2x1] = [1.0, 2.0, 3.0, 4.0]
        weight @b : f32[1] = [0.5]
        input %x : f32[3x4x1]
        """,
      node: "%x {weight = @w, bias = @b, stride = [2, 2], padding = [1, 0, 0, 1]} : f32[2x2x1]",
      inputs: [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
      // Row 0 of the result sees only the lower taps: 3 * 1 + 4 * 2, 3 * 3 + 4 * 4.
      // Row 1: 1 * 5 + 2 * 6 + 3 * 9 + 4 * 10, 1 * 7 + 2 * 8 + 3 * 11 + 4 * 12.
      result: [11.5, 25.5, 84.5, 104.5]),
    HandComputed(
      title: "channels are summed, outputs have weights of their own",
      mnemonic: "conv2d",
      declarations: """
        weight @w : f32[2x1x2x2] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]
        input %x : f32[1x3x2]
        """,
      node: "%x {weight = @w, padding = [0, 1, 0, 0], activation = clamp(-inf, 100)} : f32[1x3x2]",
      inputs: [[1, 2, 3, 4, 5, 6]],
      // Pixel 0 sees taps 1 only: 3 + 8, 7 + 16. Pixel 2: 3 + 8 + 15 + 24, 15 + 24 + 35 + 48.
      result: [11, 23, 30, 70, 50, 100]),
    HandComputed(
      title: "odd sizes, stride 2, a high kernel",
      mnemonic: "depthwise_conv2d",
      declarations: """
        weight @w : f32[3x1x2] = [1.0, 10.0, 2.0, 20.0, 3.0, 30.0]
        weight @b : f32[2] = [1.0, 2.0]
        input %x : f32[3x3x2]
        """,
      node: "%x {weight = @w, bias = @b, stride = [2, 2], padding = [1, 0, 1, 0],"
        + " activation = clamp(0, 40)} : f32[2x2x2]",
      inputs: [[1, 1, 2, 1, 3, 1, 4, 1, 5, 1, 6, 1, 7, 1, 8, 1, 9, 1]],
      // Channel 0: 2 * 1 + 3 * 4, 2 * 3 + 3 * 6, 1 * 4 + 2 * 7, 1 * 6 + 2 * 9, and 1.
      // Channel 1: 20 + 30, and 10 + 20 in the lower row, and 2; 52 is clamped.
      result: [15, 40, 25, 40, 19, 32, 25, 32]),
    HandComputed(
      title: "asymmetric padding on the right",
      mnemonic: "depthwise_conv2d",
      declarations: """
        weight @w : f32[1x3x1] = [1.0, 10.0, 100.0]
        input %x : f32[1x5x1]
        """,
      node: "%x {weight = @w, stride = [1, 2], padding = [0, 0, 0, 2]} : f32[1x3x1]",
      inputs: [[1, 2, 3, 4, 5]],
      result: [321, 543, 5]),
    HandComputed(
      title: "a matrix, a bias and relu",
      mnemonic: "fully_connected",
      declarations: """
        weight @w : f32[2x3] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
        weight @b : f32[2] = [10.0, -40.0]
        input %x : f32[1x1x3]
        """,
      node: "%x {weight = @w, bias = @b, activation = relu} : f32[1x1x2]",
      inputs: [[1, 2, 3]],
      result: [24, 0]),
    HandComputed(
      title: "scale [1, 4], shift [9, 12]",
      mnemonic: "batch_norm",
      declarations: """
        weight @g : f32[2] = [2.0, 4.0]
        weight @b : f32[2] = [10.0, 20.0]
        weight @m : f32[2] = [1.0, 2.0]
        weight @v : f32[2] = [3.75, 0.75]
        input %x : f32[1x2x2]
        """,
      node: "%x {gamma = @g, beta = @b, mean = @m, variance = @v, epsilon = 0.25} : f32[1x2x2]",
      inputs: [[1, 2, 3, 4]],
      result: [10, 20, 12, 28]),
    HandComputed(
      title: "pixel by pixel",
      mnemonic: "add",
      declarations: "input %x : f32[1x2x2]\ninput %y : f32[1x2x2]",
      node: "%x, %y : f32[1x2x2]",
      inputs: [[1, 2, 3, 4], [10, 20, 30, -4]],
      result: [11, 22, 33, 0]),
    HandComputed(
      title: "pixel by pixel",
      mnemonic: "subtract",
      declarations: "input %x : f32[1x2x2]\ninput %y : f32[1x2x2]",
      node: "%x, %y : f32[1x2x2]",
      inputs: [[1, 2, 3, 4], [10, 20, 30, -4]],
      result: [-9, -18, -27, 8]),
    HandComputed(
      title: "integers of one scale",
      mnemonic: "subtract",
      declarations: "input %x : i8[1x1x3](0.5, 3)\ninput %y : i8[1x1x3](0.5, -2)",
      node: "%x, %y {output = double(0.5, 1)} : i8[1x1x3](0.5, 1)",
      inputs: [[4, -128, 127], [0, 100, -100]],
      // (4 - 3) - (0 + 2) + 1, and what lies beyond -128 and 127.
      result: [0, -128, 127]),
    HandComputed(
      title: "pixel by pixel",
      mnemonic: "multiply",
      declarations: "input %x : f32[1x2x2]\ninput %y : f32[1x2x2]",
      node: "%x, %y : f32[1x2x2]",
      inputs: [[1, 2, 3, 4], [10, 20, 30, -4]],
      result: [10, 40, 90, -16]),
    HandComputed(
      title: "integers less their zero points",
      mnemonic: "multiply",
      declarations: "input %x : i8[1x1x3](0.5, 3)\ninput %y : i8[1x1x3](0.5, -2)",
      node: "%x, %y {output = double(0.25, 1)} : i8[1x1x3](0.25, 1)",
      inputs: [[4, -7, 127], [0, 3, -128]],
      // 1 * 2 + 1, -10 * 5 + 1, 124 * -126 + 1.
      result: [3, -49, -128]),
    HandComputed(
      title: "channels behind channels",
      mnemonic: "concatenate",
      declarations: "input %x : f32[1x2x2]\ninput %y : f32[1x2x1]",
      node: "%x, %y {axis = channels} : f32[1x2x3]",
      inputs: [[1, 2, 3, 4], [10, 20]],
      result: [1, 2, 10, 3, 4, 20]),
    HandComputed(
      title: "rows of any shape",
      mnemonic: "concatenate",
      declarations: "input %x : f32[2x1x2]\ninput %y : f32[1x2x1]",
      node: "%x, %y {axis = height, row = [2, 1]} : f32[3x2x1]",
      inputs: [[1, 2, 3, 4], [10, 20]],
      result: [1, 2, 3, 4, 10, 20]),
    HandComputed(
      title: "turned, with a constant on the left",
      mnemonic: "rearrange",
      declarations: "input %x : f32[2x3x1]",
      node: "%x {shape = [3, 3, 1], start = [-3], steps = [1, 3, 1], inside = [0, 3, 1, 3, 0, 1],"
        + " fill = 9.0} : f32[3x3x1]",
      inputs: [[1, 2, 3, 4, 5, 6]],
      result: [9, 1, 4, 9, 2, 5, 9, 3, 6]),
    HandComputed(
      title: "halves are rounded up where the offset says so",
      mnemonic: "resize_nearest",
      declarations: "input %x : f32[2x2x1]",
      // Rows 0, 0, 1, 1; columns 1/2 and 3/2 of the way, and a half more.
      node: "%x {size = [4, 2], rows = [1, 0, 2], columns = [2, 2, 2]} : f32[4x2x1]",
      inputs: [[1, 2, 3, 4]],
      result: [2, 2, 2, 2, 4, 4, 4, 4]),
    HandComputed(
      title: "half-pixel centres",
      mnemonic: "resize_bilinear",
      declarations: "input %x : f32[1x2x2]",
      // At -1/4, 1/4, 3/4 and 5/4, of which the ends are the pixels themselves.
      node: "%x {size = [1, 4], rows = [1, 0, 1], columns = [4, -2, 8]} : f32[1x4x2]",
      inputs: [[0, 10, 4, 50]],
      result: [0, 10, 1, 20, 3, 40, 4, 50]),
    HandComputed(
      title: "integers: halves away from zero",
      mnemonic: "resize_bilinear",
      declarations: "input %x : i8[2x1x2](0.5, 3)",
      node: "%x {size = [3, 1], rows = [1, 0, 2], columns = [1, 0, 1]} : i8[3x1x2](0.5, 3)",
      inputs: [[1, -1, 2, -2]],
      result: [1, -1, 2, -2, 2, -2]),
    HandComputed(
      title: "integers: halves up",
      mnemonic: "resize_bilinear",
      declarations: "input %x : i8[2x1x2](0.5, 3)",
      node: "%x {size = [3, 1], rows = [1, 0, 2], columns = [1, 0, 1], output = single(0.5, 3)}"
        + " : i8[3x1x2](0.5, 3)",
      inputs: [[1, -1, 2, -2]],
      result: [1, -1, 2, -1, 2, -2]),
    HandComputed(
      title: "one mean per channel",
      mnemonic: "global_average_pool",
      declarations: "input %x : f32[2x2x2]",
      node: "%x : f32[1x1x2]",
      inputs: [[1, 10, 2, 20, 3, 30, 6, 60]],
      result: [3, 30]),
    HandComputed(
      title: "one factor per channel",
      mnemonic: "channel_scale",
      declarations: "input %x : f32[2x1x2]\ninput %s : f32[1x1x2]",
      node: "%x, %s : f32[2x1x2]",
      inputs: [[1, 2, 3, 4], [10, 100]],
      result: [10, 200, 30, 400]),
    HandComputed(
      title: "what lies outside does not count",
      mnemonic: "average_pool2d",
      declarations: "input %x : f32[2x3x1]",
      node: "%x {kernel = [2, 2], stride = [1, 2], padding = [1, 0, 0, 1]} : f32[2x2x1]",
      inputs: [[1, 2, 3, 4, 5, 6]],
      // Row 0 sees row 0 only: (1 + 2) / 2, 3. Row 1: (1 + 2 + 4 + 5) / 4, (3 + 6) / 2.
      result: [1.5, 3, 3, 4.5]),
    HandComputed(
      title: "integers: halves away from zero",
      mnemonic: "average_pool2d",
      declarations: "input %x : i8[1x4x2](0.5, 3)",
      node: "%x {kernel = [1, 2], stride = [1, 2]} : i8[1x2x2](0.5, 3)",
      inputs: [[1, -1, 2, -2, 5, -128, 5, -128]],
      result: [2, -2, 5, -128]),
    HandComputed(
      title: "integers: halves up, as of unsigned ones",
      mnemonic: "average_pool2d",
      declarations: "input %x : i8[1x4x2](0.5, 3)",
      node: "%x {kernel = [1, 2], stride = [1, 2], output = single(0.5, 3)} : i8[1x2x2](0.5, 3)",
      inputs: [[1, -1, 2, -2, 5, -128, 5, -128]],
      result: [2, -1, 5, -128]),
    HandComputed(
      title: "the largest inside",
      mnemonic: "max_pool2d",
      declarations: "input %x : f32[2x3x1]",
      node: "%x {kernel = [2, 2], stride = [1, 2], padding = [1, 0, 0, 1]} : f32[2x2x1]",
      inputs: [[-1, -2, -3, -4, -5, -6]],
      result: [-1, -3, -1, -3]),
    HandComputed(
      title: "over the channels of each pixel",
      mnemonic: "softmax",
      declarations: "input %x : f32[1x2x2]",
      node: "%x : f32[1x2x2]",
      // Equals, large ones too, and one that counts nothing beside the other.
      inputs: [[1000, 1000, -1000, 1000]],
      result: [0.5, 0.5, 0, 1]),
    HandComputed(
      title: "integers of floats: halves to even, zero point 3, saturating",
      mnemonic: "quantize",
      declarations: "input %x : f32[1x1x6]",
      node: "%x {output = even(0.5, 3)} : i8[1x1x6](0.5, 3)",
      inputs: [[0.25, 0.75, -0.25, -0.75, 100, -100]],
      // 0.5, 1.5, -0.5, -1.5 steps.
      result: [3, 5, 3, 1, 127, -128]),
    HandComputed(
      title: "halves away from zero",
      mnemonic: "quantize",
      declarations: "input %x : f32[1x1x4]",
      node: "%x {output = double(0.5, 3)} : i8[1x1x4](0.5, 3)",
      inputs: [[0.25, 0.75, -0.25, -0.75]],
      result: [4, 5, 2, 1]),
    HandComputed(
      title: "steps from the zero point",
      mnemonic: "dequantize",
      declarations: "input %x : i8[1x1x3](0.5, 3)",
      node: "%x : f32[1x1x3]",
      inputs: [[3, 5, -1]],
      result: [0, 1, -2]),
    HandComputed(
      title: "integers, a factor of 1/4 per channel 0 and 1/2 per channel 1, clamped",
      mnemonic: "conv2d",
      declarations: """
        weight @w : i8[2x1x1x2]([0.5, 1.0], 0) = [1, 2, 3, 4]
        weight @b : i32[2] = [2, -4]
        input %x : i8[1x3x2](0.5, 1)
        """,
      node: "%x {weight = @w, bias = @b, activation = relu6, output = double(1.0, -3)}"
        + " : i8[1x3x2](1.0, -3)",
      inputs: [[1, 1, 3, 2, -2, 5]],
      // Less 1: (0, 0), (2, 1), (-3, 4). Channel 0: 2, 6, 7 over 4, halves away; channel 1: -4, 6, 3 over 2.
      // Plus -3; relu6 keeps -3...3.
      result: [-2, -3, -1, 0, -1, -1]),
    activation(
      "logistic",
      [
        0.01798620996209156, 0.04742587317756678, 0.2689414213699951, 0.5, 0.7310585786300049,
        0.9525741268224334, 0.9990889488055994,
      ]),
    activation("relu", [0, 0, 0, 0, 1, 3, 7]),
    activation("relu6", [0, 0, 0, 0, 1, 3, 6]),
    activation("clamp(-1, 2)", [-1, -1, -1, 0, 1, 2, 2]),
    activation("hard_swish", [0, 0, -1.0 / 3, 0, 2.0 / 3, 3, 7]),
    activation("hard_sigmoid", [0, 0, 1.0 / 3, 0.5, 2.0 / 3, 1, 1]),
    activation("hard_sigmoid(0.25)", [0, 0, 0.5, 0.75, 1, 1.5, 1.5]),
  ]

  private static func activation(_ function: String, _ result: [Double]) -> HandComputed {
    HandComputed(
      title: function, mnemonic: "activation", declarations: "input %x : f32[1x7x1]",
      node: "%x {function = \(function)} : f32[1x7x1]", inputs: [[-4, -3, -1, 0, 1, 3, 7]],
      result: result)
  }
}

@Suite struct EvaluateTests {
  @Test func eachOpIsComputedByHand() {
    #expect(Set(HandComputed.all.map(\.mnemonic)) == Set(OpKind.all.map(\.mnemonic)))
  }

  @Test(arguments: HandComputed.all) func evaluateAgrees(_ one: HandComputed) throws {
    let text =
      "graph g {\n\(one.declarations)\n%result = \(one.mnemonic) \(one.node)\noutput %result\n}"
    let graph = try parseGraph(Array(text.utf8), file: one.title)
    let inputs = zip(graph.inputs, one.inputs).map {
      Tensor(shape: graph.shape(of: $0), values: $1)
    }
    let result = try #require(evaluate(graph, inputs: inputs)[graph.outputs[0]])
    #expect(result.shape == graph.shape(of: graph.outputs[0]))
    for (found, expected) in zip(result.values, one.result) {
      #expect(abs(found - expected) <= 1e-15 * abs(expected), "\(result.values)")
    }
    #expect(result.values.count == one.result.count)
  }

  @Test func progressNamesEachNodeInOrder() throws {
    let graph = try parseGraph(Array(TextFormTests.everyOp.utf8), file: "t")
    var seen: [NodeID] = []
    _ = evaluate(graph, inputs: [seededInput(graph.shape(of: graph.inputs[0]))]) { seen.append($0) }
    #expect(seen == graph.order)
  }

  /// Channels outermost, as PyTorch counts.
  @Test func theSeededInputCountsChannelsFirst() {
    let numbers = SeededNumbers(name: "input")
    let tensor = seededInput(Shape(2, 3, 2))
    #expect(tensor.values[tensor.index(1, 2, 0)] == Double(Float(2 * numbers[5] - 1)))
    #expect(tensor.values[tensor.index(0, 1, 1)] == Double(Float(2 * numbers[7] - 1)))
  }

  @Test func costsAreCountedAsInThePapers() throws {
    let graph = try parseGraph(Array(TextFormTests.everyOp.utf8), file: "t")
    let costs = graph.order.map { graph.cost(of: $0) }
    // 20 pixels of 8 * 27 taps; 20 pixels of 8 * 9 taps; 2 rows of 8. Norms count 2 a channel.
    #expect(
      costs.map(\.multiplyAdds) == [
        4320, 0, 0, 1440, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
      ])
    #expect(
      costs.map(\.parameters) == [
        216, 16, 0, 80, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
      ])
    #expect(graph.cost() == Cost(multiplyAdds: 5776, parameters: 328))
  }
}
