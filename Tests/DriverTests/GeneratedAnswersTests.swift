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

  var split = "auto"
  var stripes: Int?
  var recompute: Double?

  var options: CompileOptions {
    var options = CompileOptions()
    options.optimize = optimize
    options.ways = ways
    options.rings = rings
    options.input = input
    options.split = split
    options.stripes = stripes
    options.recompute = recompute
    return options
  }

  /// Every kind of plan, with every way to feed it.
  static let all = [
    Setting(testDescription: "latency", optimize: "latency"),
    Setting(testDescription: "ram", optimize: "ram"),
    Setting(testDescription: "rows", optimize: "ram", input: "rows"),
    Setting(testDescription: "arena", optimize: "ram", input: "arena"),
    Setting(testDescription: "ways 3 inside", optimize: "latency", ways: 3, split: "inner"),
    Setting(testDescription: "pixels", optimize: "ram", rings: "pixels", recompute: 1),
    Setting(testDescription: "stripes 4", optimize: "ram", stripes: 4),
    Setting(testDescription: "two passes", optimize: "ram", recompute: 1.5),
    Setting(testDescription: "rows again", optimize: "ram", recompute: 3),
  ]

  /// More ways to plan.
  static let more = [
    Setting(testDescription: "ways 1", optimize: "latency", ways: 1),
    Setting(testDescription: "ways 2", optimize: "latency", ways: 2),
    Setting(testDescription: "ways 5", optimize: "latency", ways: 5),
    Setting(testDescription: "rings of rows", optimize: "ram", rings: "rows", input: "rows"),
    Setting(testDescription: "ways 3 in rings", optimize: "latency", ways: 3, rings: "rows"),
    Setting(testDescription: "no rings", optimize: "ram", rings: "none"),
    Setting(testDescription: "balanced", optimize: "balanced"),
  ]
}

@Suite struct GeneratedAnswersTests {
  private static let small = Golden.all.filter { $0.resolution <= 130 }
  private static let large = Golden.all.filter { $0.resolution > 130 }

  /// What a schedule changes is the order of sums: each must stay within 20 times the error of
  /// PyTorch's own single precision.
  @Test(arguments: turns(of: small, with: Setting.all + Setting.more, every: 8))
  func answersAsPyTorchDoes(_ golden: Golden, _ setting: Setting) throws {
    try expectAnswer(golden, setting)
  }

  @Test(arguments: turns(of: large, with: Setting.all, every: 9))
  func largeNetworksAnswerAsPyTorchDoes(_ golden: Golden, _ setting: Setting) throws {
    try expectAnswer(golden, setting)
  }

  @Test(.enabled(if: isLongRun, "needs MNCC_LONG_TESTS=1"), arguments: large, Setting.more)
  func largeNetworksAnswerInMoreWays(_ golden: Golden, _ setting: Setting) throws {
    try expectAnswer(golden, setting)
  }

  /// Networks take turns with the settings unless time is plenty: each has some, and each setting some.
  private static func turns(
    of networks: [Golden], with settings: [Setting], every share: Int
  ) -> [(Golden, Setting)] {
    networks.enumerated().flatMap { place, golden in
      settings.enumerated().compactMap { number, setting in
        isLongRun || (place + number).isMultiple(of: share) ? (golden, setting) : nil
      }
    }
  }

  private func expectAnswer(_ golden: Golden, _ setting: Setting) throws {
    let compiler = try #require(CCompiler(), "needs a C compiler")
    try expect(golden, setting, target: "generic", compiler, flags: ["-O1"])
  }
}

/// Compiles a golden network, runs it, and holds its answer against PyTorch's.
func expect(
  _ golden: Golden, _ setting: Setting, target: String, _ compiler: CCompiler, flags: [String]
) throws {
  let graph = try importGraph(
    golden.definition, width: golden.width, resolution: golden.resolution)
  var options = setting.options
  options.target = target
  let model = try prepare(graph, options)
  let input = seededInput(graph.shape(of: graph.inputs[0])).values.map { Float($0) }
  let answer = try execute(model, input: input, compiler, flags: flags, calls: 1)
  let expected = try doubles("Tests/Golden/seeded/\(golden.output)")
  let error = relativeError(answer.output, expected)
  #expect(error < max(1e-5, 20 * golden.float32Error))
}
