import Codegen
import Planning
import Targets
import TestSupport
import Testing

/// MobileNetV2 as C is short, small as an object, and clean, whatever the target.
@Suite struct CodeSizeTests {
  /// Bytes without the weights.
  private static let mostText = 1_500_000
  private static let mostObject = 200 * 1024

  private static let machines = ([Machine.any] + Machine.all).filter(\.compiles)

  private static let objectives = isLongRun ? PlanOptions.Objective.allCases : [.latency]

  @Test(arguments: machines, objectives)
  func staysSmallAndClean(_ machine: Machine, _ objective: PlanOptions.Objective) throws {
    let model = try Model(
      loweredGraph("v2", resolution: isLongRun ? 224 : 96), name: "v2",
      PlanOptions(objective: objective), target: machine.target, weights: .pointer)
    #expect(model.code.source.count + model.code.header.count <= Self.mostText)
    let folder = try Folder()
    try model.write(to: folder)
    for compiler in machine.compilers {
      let flags = ["-std=c99", "-O3"] + Compiler.strict
      let outcome = try compiler.compile(flags + ["-c", "v2.c", "-o", "v2.o"], in: folder)
      #expect(outcome == .silentSuccess, "\(compiler.command)")
      let size = try folder.read("v2.o").count
      #expect(size <= Self.mostObject, "\(compiler.command): \(size) bytes")
    }
  }
}
