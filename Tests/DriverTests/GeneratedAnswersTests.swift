import Driver
import IR
import TestSupport
import Testing

/// A way to plan that is tried on every golden network.
struct Setting: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var optimize: String
  var ways: Int?
  var rings = "auto"
  var input = "caller"

  static let all = [
    Setting(testDescription: "ways 1", optimize: "latency", ways: 1),
    Setting(testDescription: "ways 2", optimize: "latency", ways: 2),
    Setting(testDescription: "ways 5", optimize: "latency", ways: 5),
    Setting(testDescription: "latency", optimize: "latency", ways: nil),
    Setting(testDescription: "ram", optimize: "ram", ways: nil),
  ]

  /// More ways to plan and to feed a network, tried on the smaller ones unless time is plenty.
  static let more = [
    Setting(testDescription: "rows", optimize: "ram", ways: nil, input: "rows"),
    Setting(testDescription: "arena", optimize: "ram", ways: nil, input: "arena"),
    Setting(testDescription: "ways 3 in rings", optimize: "latency", ways: 3, rings: "rows"),
    Setting(testDescription: "no rings", optimize: "ram", ways: nil, rings: "none"),
  ]
}

@Suite struct GeneratedAnswersTests {
  /// What a schedule changes is the order of sums: each must stay within 20 times the error of
  /// PyTorch's own single precision.
  @Test(arguments: Golden.all, Setting.all)
  func answersAsPyTorchDoes(_ golden: Golden, _ setting: Setting) throws {
    try expectAnswer(golden, setting)
  }

  @Test(arguments: Golden.all.filter { isLongRun || $0.resolution <= 130 }, Setting.more)
  func answersAsPyTorchDoesHoweverItIsFed(_ golden: Golden, _ setting: Setting) throws {
    try expectAnswer(golden, setting)
  }

  private func expectAnswer(_ golden: Golden, _ setting: Setting) throws {
    let compiler = try #require(CCompiler(), "needs a C compiler")
    let graph = try importGraph(
      golden.definition, width: golden.width, resolution: golden.resolution)
    var options = CompileOptions()
    options.optimize = setting.optimize
    options.ways = setting.ways
    options.rings = setting.rings
    options.input = setting.input
    let model = try prepare(graph, options)
    let input = seededInput(graph.shape(of: graph.inputs[0])).values.map { Float($0) }
    let answer = try execute(model, input: input, compiler, flags: ["-O1"], calls: 1)
    let expected = try doubles("Tests/Golden/seeded/\(golden.output)")
    let error = relativeError(answer.output.map(Double.init), expected)
    #expect(error < max(1e-5, 20 * golden.float32Error))
  }
}
