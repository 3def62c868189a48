import Basics
import IR
import TestSupport
import Testing

@testable import PostTraining

/// Whole graphs before and after.
@Suite struct IntegerGraphTests {
  /// A block with every op there is a rule for.
  private static func network() throws -> Graph {
    var b = GraphBuilder(name: "block")
    let x = b.input("x", Shape(8, 8, 3))
    var y = try b.conv(x, "stem", outputs: 8, kernel: (3, 3), .hardSwish)
    let stem = y
    y = try b.conv(y, "expand", outputs: 16, .relu6)
    y = try b.depthwise(
      y, "depthwise", kernel: (3, 3), padding: Padding(top: 1, left: 1, bottom: 1, right: 1),
      .relu)
    y = try b.squeezeExcite(y, "se", squeezed: 4)
    y = try b.conv(y, "project", outputs: 8)
    y = try b.add(y, stem, "sum")
    y = try b.pool(y, "mean")
    y = try b.fullyConnected(y, "classes", outputs: 5)
    b.graph.addOutput(y)
    return try withActivationsApart(b.graph)
  }

  private static func inputs(_ count: Int) -> [[Tensor]] {
    (0..<count).map { index in
      let numbers = SeededNumbers(name: "input \(index)")
      let shape = Shape(8, 8, 3)
      return [
        Tensor(shape: shape, values: (0..<shape.count).map { 2 * numbers[$0] - 1 })
      ]
    }
  }

  @Test func activationsStandApart() throws {
    let graph = try Self.network()
    #expect(verify(graph).isEmpty)
    let names = graph.order.map { graph.name(of: $0) }
    #expect(names.prefix(3) == ["stem.linear", "stem", "expand"])
    #expect(names.contains("se.excite.linear") && !names.contains("expand.linear"))
  }

  @Test(arguments: Rounding.allCases) func answersAreNear(rounding: Rounding) throws {
    let graph = try Self.network()
    let inputs = Self.inputs(6)
    var options = QuantizationOptions()
    options.calibration = .minMax
    options.rounding = rounding
    let integers = try integerGraph(graph, referenceStatistics(graph, inputs: inputs), options)
    #expect(verify(integers).isEmpty)
    #expect(integers.order.count == graph.order.count)
    let fidelity = referenceFidelity(of: integers, to: graph, inputs: inputs)
    for (id, noise) in zip(graph.order, fidelity.noise) {
      #expect(noise.signalToNoise > 25, "\(graph.name(of: id)): \(noise.signalToNoise) dB")
    }
    #expect(fidelity.answers.sameTop == 6 && fidelity.answers.cosine > 0.999)
  }

  @Test func textReadsBack() throws {
    let graph = try Self.network()
    let statistics = referenceStatistics(graph, inputs: Self.inputs(2))
    let text = try integerGraph(graph, statistics, QuantizationOptions()).text()
    #expect(try parseGraph(Array(text.utf8), file: "g.mnir").text() == text)
    #expect(try integerGraph(graph, statistics, QuantizationOptions()).text() == text)
  }

  @Test func pixelsHaveTheRangeOfPixels() throws {
    var graph = try Self.network()
    graph.preprocessing = Preprocessing(
      scale: 1 / 127.5, mean: [1, 1, 1], std: [1, 1, 1], crop: 0.875)
    let statistics = referenceStatistics(graph, inputs: Self.inputs(1))
    let integers = try integerGraph(graph, statistics, QuantizationOptions())
    let input = integers.type(of: integers.inputs[0]).quantization
    #expect(input == Quantization(covering: -1...1))
  }

  @Test func equalizedGraphsAreTheSame() throws {
    let graph = try Self.network()
    let inputs = Self.inputs(6)
    var equalized = graph
    equalizeChannels(&equalized, referenceStatistics(graph, inputs: inputs))
    #expect(verify(equalized).isEmpty)
    #expect(equalized.text() != graph.text())
    var sawGrowth = false
    for input in inputs {
      let (a, b) = (evaluate(graph, inputs: input), evaluate(equalized, inputs: input))
      for id in graph.order {
        let value = graph.nodes[id].result
        let (before, after) = (try #require(a[value]), try #require(b[value]))
        if ["expand", "se.squeeze"].contains(graph.name(of: id)) {
          // No element shrinks, and none leaves the range of the map.
          for (x, y) in zip(before.values, after.values) {
            #expect(y >= x - 1e-6)
            sawGrowth = sawGrowth || y > x * 1.01
          }
        } else {
          // The weights are rounded once more.
          let most = 1e-5 * max(before.largestMagnitude, 1e-3)
          #expect(zip(before.values, after.values).allSatisfy { abs($0 - $1) < most })
        }
      }
    }
    #expect(sawGrowth)
  }

  @Test func sharedMapsAndWeightsAreLeftAlone() throws {
    var b = GraphBuilder(name: "shared")
    let x = b.input("x", Shape(4, 4, 2))
    let a = try b.conv(x, "a", outputs: 4, .relu)
    let left = try b.depthwise(a, "left", kernel: (1, 1))
    let right = try b.depthwise(a, "right", kernel: (1, 1))
    b.graph.addOutput(try b.add(left, right, "sum"))
    let tensor = Tensor(shape: Shape(4, 4, 2), values: (0..<32).map { Double($0) - 9 })
    var graph = b.graph
    equalizeChannels(&graph, referenceStatistics(graph, inputs: [[tensor]]))
    #expect(graph.text() == b.graph.text())
  }

  @Test func infinitiesAreRefused() throws {
    let graph = try Self.network()
    let bad = [Tensor(shape: Shape(8, 8, 3), values: [Double](repeating: .infinity, count: 192))]
    let statistics = referenceStatistics(graph, inputs: [bad])
    #expect(throws: Rejection.self) {
      try integerGraph(graph, statistics, QuantizationOptions())
    }
  }
}
