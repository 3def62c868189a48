import Targets
import TestSupport
import Testing

/// Each row of the tables of vector instructions on integers: what it computes, and the instruction it
/// becomes.
@Suite struct IntegerInstructionTests {
  @Test(.enabled(if: Machine.x86v3.runs, Machine.x86v3.absence))
  func x86v3MeansWhatNumbersMean() throws { try expectMeaning(.x86v3) }

  @Test(.enabled(if: Machine.x86v4.runs, Machine.x86v4.absence))
  func x86v4MeansWhatNumbersMean() throws { try expectMeaning(.x86v4) }

  @Test(.enabled(if: Machine.x86v4VNNI.runs, Machine.x86v4VNNI.absence))
  func x86v4VNNIMeansWhatNumbersMean() throws { try expectMeaning(.x86v4VNNI) }

  @Test(.enabled(if: Machine.aarch64.runs, Machine.aarch64.absence))
  func aarch64MeansWhatNumbersMean() throws { try expectMeaning(.aarch64) }

  @Test(.enabled(if: Machine.aarch64DotProduct.runs, Machine.aarch64DotProduct.absence))
  func aarch64DotProductMeansWhatNumbersMean() throws { try expectMeaning(.aarch64DotProduct) }

  @Test(.enabled(if: Machine.cortexM55.runs, Machine.cortexM55.absence))
  func cortexM55MeansWhatNumbersMean() throws { try expectMeaning(.cortexM55) }

  @Test(.enabled(if: Compiler.cortexM55GCC.exists, Compiler.cortexM55GCC.absence))
  func cortexM55BecomesItsInstructions() throws {
    try expectMnemonics(.cortexM55, by: [.cortexM55GCC])
  }

  @Test(.enabled(if: Machine.x86v3.compiles, Machine.x86v3.absence))
  func x86v3BecomesItsInstructions() throws { try expectMnemonics(.x86v3) }

  @Test(.enabled(if: Machine.x86v4.compiles, Machine.x86v4.absence))
  func x86v4BecomesItsInstructions() throws { try expectMnemonics(.x86v4) }

  @Test(.enabled(if: Machine.x86v4VNNI.compiles, Machine.x86v4VNNI.absence))
  func x86v4VNNIBecomesItsInstructions() throws { try expectMnemonics(.x86v4VNNI) }

  @Test(.enabled(if: Machine.aarch64.compiles, Machine.aarch64.absence))
  func aarch64BecomesItsInstructions() throws { try expectMnemonics(.aarch64) }

  @Test(.enabled(if: Machine.aarch64DotProduct.compiles, Machine.aarch64DotProduct.absence))
  func aarch64DotProductBecomesItsInstructions() throws { try expectMnemonics(.aarch64DotProduct) }

  /// Every operation, those that no small network has too.
  @Test(
    .enabled(if: Machine.x86v4VNNI.compiles, Machine.x86v4VNNI.absence),
    arguments: CleanCodeTests.standards)
  func x86v4VNNICompilesWithoutWarnings(_ standard: [String]) throws {
    let machine = Machine.x86v4VNNI
    let program = IntegerInstructionProgram(target: machine.target)
    let level = standard == CleanCodeTests.standards[0] ? "-O2" : "-O0"
    for compiler in machine.compilers {
      let folder = try Folder()
      try folder.write("rows.c", program.functions)
      let arguments = [level] + Compiler.strict + standard + ["-c", "rows.c", "-o", "rows.o"]
      let outcome = try compiler.compile(arguments, in: folder)
      #expect(outcome == .silentSuccess, "\(outcome.output)")
    }
  }

  private func expectMeaning(_ machine: Machine) throws {
    let program = IntegerInstructionProgram(target: machine.target)
    for compiler in machine.compilers {
      let folder = try Folder()
      try folder.write("rows.c", program.functions)
      try folder.write("main.c", program.main)
      let compilation = try compiler.compile(
        ["-O2", "rows.c", "main.c", "-o", "program"], in: folder)
      try #require(compilation == .silentSuccess)
      #expect(try compiler.run("program", in: folder) == .silentSuccess, "\(compiler.command)")
    }
  }

  private func expectMnemonics(_ machine: Machine, by compilers: [Compiler]? = nil) throws {
    let program = IntegerInstructionProgram(target: machine.target)
    for compiler in compilers ?? machine.compilers {
      let folder = try Folder()
      try folder.write("rows.c", program.functions)
      let compilation = try compiler.compile(["-O2", "-S", "rows.c", "-o", "rows.s"], in: folder)
      try #require(compilation == .silentSuccess)
      let lines = String(decoding: try folder.read("rows.s"), as: UTF8.self).split(separator: "\n")
      for (vectors, operation) in program.rows {
        let name = IntegerInstructionProgram.function(vectors, operation)
        let start = try #require(lines.firstIndex { $0.hasPrefix("\(name):") })
        let body = lines[(start + 1)...].prefix { !$0.hasPrefix("row_") }
        let mnemonic = try #require(vectors[operation]).mnemonic
        let spellings = mnemonic.split(separator: "|")
        #expect(
          body.contains { line in spellings.contains { line.contains("\t\($0)") } },
          "\(compiler.command): no \(mnemonic) in \(name):\n\(body.joined(separator: "\n"))")
      }
    }
  }
}
