import Targets
import TestSupport
import Testing

/// Each function of dot products: what it computes, with all ties of what is rounded.
@Suite struct DotInstructionTests {
  @Test(
    .enabled(if: Machine.cortexM55.runs, Machine.cortexM55.absence), arguments: ["-O0", "-O2"])
  func meansWhatItSays(level: String) throws {
    let target = Target.cortexM55
    let program = DotProgram(target: target, dots: try #require(target.dots))
    for compiler in Machine.cortexM55.compilers {
      let folder = try Folder()
      try folder.write("main.c", program.text)
      let flags = [level, "-std=c11", "-Wall", "-Wextra", "-Wconversion", "-pedantic"]
      let compilation = try compiler.compile(flags + ["main.c", "-o", "program"], in: folder)
      try #require(compilation == .silentSuccess)
      #expect(try compiler.run("program", in: folder) == .silentSuccess)
    }
  }
}
