import Driver
import IR
import TestSupport
import Testing

/// A way to plan that is tried on every golden network.
struct Setting: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var optimize: String
  var ways: Int?

  static let all = [
    Setting(testDescription: "ways 1", optimize: "latency", ways: 1),
    Setting(testDescription: "ways 2", optimize: "latency", ways: 2),
    Setting(testDescription: "ways 5", optimize: "latency", ways: 5),
    Setting(testDescription: "latency", optimize: "latency", ways: nil),
    Setting(testDescription: "ram", optimize: "ram", ways: nil),
  ]
}

@Suite struct GeneratedAnswersTests {
  /// What a schedule changes is the order of sums: each must stay within 20 times the error of
  /// PyTorch's own single precision.
  @Test(arguments: Golden.all, Setting.all)
  func answersAsPyTorchDoes(_ golden: Golden, _ setting: Setting) throws {
    let compiler = try #require(CCompiler(), "needs a C compiler")
    let graph = try importGraph(
      golden.definition, width: golden.width, resolution: golden.resolution)
    var options = CompileOptions()
    options.optimize = setting.optimize
    options.ways = setting.ways
    let model = try prepare(graph, options)
    let input = seededInput(graph.shape(of: graph.inputs[0])).values.map { Float($0) }
    let answer = try execute(model, input: input, compiler, flags: ["-O1"], calls: 1)
    let expected = try doubles("Tests/Golden/seeded/\(golden.output)")
    let error = relativeError(answer.output.map(Double.init), expected)
    #expect(error < max(1e-5, 20 * golden.float32Error))
  }
}
