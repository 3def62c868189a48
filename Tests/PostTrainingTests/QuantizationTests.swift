import IR
import Testing

@testable import PostTraining

/// Scales and integers that can be worked out by hand.
@Suite struct QuantizationTests {
  @Test func rangesHaveAnExactZero() {
    #expect(Quantization(covering: 0...6) == Quantization(scale: 6 / 255, zeroPoint: -128))
    // Halves away from zero.
    #expect(Quantization(covering: -1...1) == Quantization(scale: 2 / 255, zeroPoint: -1))
    // A range without 0 is widened to it.
    #expect(Quantization(covering: 2...5.1) == Quantization(scale: 0.02, zeroPoint: -128))
    #expect(Quantization(covering: -5.1 ... -2) == Quantization(scale: 0.02, zeroPoint: 127))
    #expect(Quantization(covering: 0...0).isLegal)
    for range in [Float(-3.7)...9.1, -0.001...1000, -1e30...1e-30] {
      let quantization = Quantization(covering: range)
      #expect(quantization.isLegal && quantization.real(Double(quantization.zeroPoint)) == 0)
    }
  }

  @Test func percentilesCutEnds() {
    var values = (0..<10_000).map { Double($0 % 100) / 100 }
    values[17] = 50
    let statistics = MapStatistics(of: [Tensor(shape: Shape(100, 100, 1), values: values)])
    #expect(statistics.histogram.reduce(0, +) == 10_000)
    #expect(Calibration.minMax.range(of: statistics) == 0...50)
    #expect(Calibration.percentile(100).range(of: statistics) == 0...50)
    let cut = Calibration.percentile(99.98).range(of: statistics)
    #expect((0.99...1.02).contains(cut?.upperBound ?? 0))
    #expect(cut?.lowerBound == 0)
  }

  @Test func whatIsNotFiniteHasNoRange() {
    for bad in [Double.nan, .infinity, -.infinity] {
      let statistics = MapStatistics(of: [Tensor(shape: Shape(1, 2, 1), values: [1, bad])])
      #expect(Calibration.minMax.range(of: statistics) == nil)
      #expect(Calibration.percentile(99).range(of: statistics) == nil)
    }
  }

  @Test func kernelsHaveAScaleForEachOutput() throws {
    var graph = Graph(name: "g")
    let input = graph.addInput("x", TensorType(.f32, Shape(1, 1, 2)))
    var conv = Conv2D()
    conv.weight = graph.weights.add(
      Weight("w", shape: [3, 1, 1, 2], values: [1.27, -0.635, 0.0127, 0.01, 0, 0]))
    conv.bias = graph.weights.add(Weight("b", shape: [3], values: [1, -0.01, 3]))
    let result = try graph.append(.conv2D(conv), [input], name: "y", origin: .unknown)
    graph.addOutput(result)
    let axes = try #require(KernelAxes(of: .conv2D(conv), graph.weights))
    let integers = IntegerWeights(
      graph.weights[conv.weight], bias: graph.weights[try #require(conv.bias)], axes: axes,
      operand: Quantization(scale: 0.5, zeroPoint: 3), mean: nil)
    #expect(integers.values == [127, -64, 127, 100, 0, 0])
    #expect(abs(integers.scales[0] - 0.01) < 1e-8 && abs(integers.scales[1] - 0.0001) < 1e-10)
    #expect(integers.bias[0] == 200 && integers.bias[1] == -200)
    // A kernel of zeros keeps its bias: its scale is what the bias needs.
    #expect(
      abs(Double(integers.bias[2]) * 0.5 * Double(integers.scales[2]) - 3) < 1e-6)
  }

  @Test func biasesMakeUpForRounding() throws {
    var graph = Graph(name: "g")
    _ = graph.addInput("x", TensorType(.f32, Shape(1, 1, 2)))
    var matrix = FullyConnected()
    matrix.weight = graph.weights.add(Weight("w", shape: [1, 2], values: [127, 0.4]))
    let axes = try #require(KernelAxes(of: .fullyConnected(matrix), graph.weights))
    let integers = IntegerWeights(
      graph.weights[matrix.weight], bias: nil, axes: axes,
      operand: Quantization(scale: 1, zeroPoint: 0), mean: [5, 10])
    // 0.4 became 0, which costs 10 * 0.4.
    #expect(integers.values == [127, 0] && integers.bias == [4])
  }

  @Test func depthwiseKernelsHaveAScaleForEachChannel() throws {
    var graph = Graph(name: "g")
    var depthwise = DepthwiseConv2D()
    depthwise.weight = graph.weights.add(
      Weight("w", shape: [2, 1, 2], values: [1.27, 0.5, 0.635, -0.254]))
    let axes = try #require(KernelAxes(of: .depthwiseConv2D(depthwise), graph.weights))
    #expect(axes.largestMagnitudes(graph.weights[depthwise.weight].values) == [1.27, 0.5])
    #expect((0..<4).map(axes.output) == [0, 1, 0, 1] && (0..<4).map(axes.input) == [0, 1, 0, 1])
  }
}
