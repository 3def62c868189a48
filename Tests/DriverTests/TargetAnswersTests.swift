import Driver
import Foundation
import IR
import Targets
import TestSupport
import Testing

/// Code that spells out its vectors answers as the compiler's own vectors do.
@Suite struct TargetAnswersTests {
  private static let networks = Golden.all.filter { $0.resolution <= 130 }

  private static let settings = [
    Setting(testDescription: "latency", optimize: "latency"),
    Setting(testDescription: "ram", optimize: "ram"),
    Setting(testDescription: "rows", optimize: "ram", input: "rows"),
    Setting(testDescription: "ways 3", optimize: "latency", ways: 3),
  ]

  @Test(
    .enabled(if: Target.x86v3.runsHere, "this processor has no AVX2"), arguments: networks.indices,
    settings.indices)
  func x86v3(_ network: Int, _ setting: Int) throws {
    try expectAnswer(.x86v3, network, setting)
  }

  @Test(
    .enabled(if: Target.x86v4.runsHere, "this processor has no AVX-512"),
    arguments: networks.indices, settings.indices)
  func x86v4(_ network: Int, _ setting: Int) throws {
    try expectAnswer(.x86v4, network, setting)
  }

  /// Networks, settings and compilers take turns, unless time is plenty.
  private func expectAnswer(_ target: Target, _ network: Int, _ setting: Int) throws {
    guard isLongRun || network % Self.settings.count == setting else { return }
    var environment = ProcessInfo.processInfo.environment
    let turn = network / Self.settings.count + setting
    environment["CC"] = turn.isMultiple(of: 2) ? "gcc" : "clang"
    let compiler = try #require(CCompiler(environment: environment), "needs GCC and Clang")
    try expect(
      Self.networks[network], Self.settings[setting], target: target.name, compiler,
      flags: ["-O1"])
  }
}
