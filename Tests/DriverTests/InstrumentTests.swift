import Basics
import IR
import Passes
import PostTraining
import TestSupport
import Testing

@testable import Driver

/// What generated code sees of maps, held against the reference.
@Suite struct InstrumentTests {
  private let graph: Graph
  private let samples: Samples

  init() throws {
    let network = try loweredGraph("v3-small", width: 0.35, resolution: 32, classes: 10)
    graph = try withActivationsApart(network)
    let shape = graph.shape(of: graph.inputs[0])
    samples = Samples(
      shape: shape,
      inputs: (0..<3).map { input in
        let numbers = SeededNumbers(name: "input \(input)")
        return (0..<shape.count).map { Float(2 * numbers[$0] - 1) }
      })
  }

  @Test func seesWhatTheReferenceSees() throws {
    let instrument = Instrument(compiler: nil) { _ in }
    #expect(instrument.command != nil, "needs a C compiler")
    let seen = try instrument.statistics(graph, samples, "")
    let expected = referenceStatistics(graph, inputs: samples.tensors.map { [$0] })
    for value in graph.values.handles {
      let (a, b) = (try #require(seen[value]), try #require(expected[value]))
      let name = graph.values[value].name
      let largest = (b.least + b.greatest).reduce(1e-6) { max($0, abs($1)) }
      func isNear(_ x: [Float], _ y: [Float]) -> Bool {
        x.count == y.count && zip(x, y).allSatisfy { abs($0 - $1) < 1e-4 * largest }
      }
      #expect(isNear(a.least, b.least) && isNear(a.greatest, b.greatest), "\(name)")
      #expect(isNear(a.mean.map { Float($0) }, b.mean.map { Float($0) }), "\(name)")
      let total = graph.shape(of: value).count * samples.inputs.count
      #expect(a.histogram.reduce(0, +) == total && b.histogram.reduce(0, +) == total, "\(name)")
      // A rounding error may put an element into the next bin.
      let (x, y) = (
        try #require(Calibration.percentile(99).range(of: a)),
        try #require(Calibration.percentile(99).range(of: b))
      )
      let most = largest * 3 / Float(MapStatistics.binCount)
      #expect(abs(x.lowerBound - y.lowerBound) < most && abs(x.upperBound - y.upperBound) < most)
    }
  }

  @Test func comparesAsTheReferenceDoes() throws {
    let instrument = Instrument(compiler: nil) { _ in }
    let seen = try instrument.statistics(graph, samples, "")
    let integers = try integerGraph(graph, seen, QuantizationOptions())
    let fidelity = try instrument.fidelity(of: integers, to: graph, samples)
    let expected = referenceFidelity(of: integers, to: graph, inputs: samples.tensors.map { [$0] })
    for (a, b) in zip(fidelity.noise, expected.noise) {
      #expect(abs(a.signal - b.signal) <= 1e-3 * b.signal)
      #expect(abs(a.noise - b.noise) <= 1e-2 * b.noise + 1e-6 * b.signal)
    }
    #expect(fidelity.answers.count == 3 && fidelity.answers.sameTop == expected.answers.sameTop)
    #expect(abs(fidelity.answers.cosine - expected.answers.cosine) < 1e-4)
  }

  @Test func withoutACompilerTheReferenceLooks() throws {
    let instrument = Instrument(compiler: "no-such-compiler") { _ in }
    #expect(instrument.command == nil)
    let one = Samples(shape: samples.shape, inputs: [samples.inputs[0]])
    let seen = try instrument.statistics(graph, one, "")
    let integers = try integerGraph(graph, seen, QuantizationOptions())
    let fidelity = try instrument.fidelity(of: integers, to: graph, one)
    #expect(fidelity.answers.count == 1 && fidelity.answers.cosine > 0.9)
  }
}
