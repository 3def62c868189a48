import Codegen
import Targets
import TestSupport
import Testing

/// The program that finds out what a machine is capable of.
@Suite struct PeakProgramTests {
  /// What is the same in all steps compilers make once, and the peak is then that of what is left.
  @Test(arguments: [
    (Machine.x86v3, "vpmaddwd"), (.x86v4, "vpmaddwd"), (.x86v4VNNI, "vpdpbusd"),
  ])
  func productsAreMadeInEachStep(_ machine: Machine, _ product: String) throws {
    try #require(machine.compiles, machine.absence)
    let sums = 2 + 4 + 6 + 8 + 12 + 16 + 24
    for compiler in machine.compilers {
      let folder = try Folder()
      try folder.write("peak.c", peakProgram(machine.target, ofIntegers: true))
      let outcome = try compiler.compile(["-O3", "-S", "peak.c", "-o", "peak.s"], in: folder)
      try #require(outcome == .silentSuccess, "\(compiler.command)")
      let text = String(decoding: try folder.read("peak.s"), as: UTF8.self)
      let count = text.components(separatedBy: product).count - 1
      #expect(count >= sums, "\(compiler.command): \(count)")
    }
  }
}
