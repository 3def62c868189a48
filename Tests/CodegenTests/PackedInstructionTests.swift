import Kernels
import Targets
import Testing

/// Each operation on packed integers: what it computes, and the instruction it becomes.
@Suite struct PackedInstructionTests {
  private func program(_ target: Target = .cortexM4) throws -> PackedProgram {
    PackedProgram(target: target, packed: try #require(target.packed))
  }

  @Test(
    arguments: [Machine.cortexM4, .cortexM55].filter(\.runs), ["-O0", "-O2", "-O3"])
  func meansWhatItSays(machine: Machine, level: String) throws {
    let program = try program(machine.target)
    for compiler in machine.compilers {
      let folder = try Folder()
      try folder.write("spelled.c", program.functions("spelled", isPortable: false))
      try folder.write("meant.c", program.functions("meant", isPortable: true))
      try folder.write("main.c", program.main)
      let compilation = try compiler.compile(
        [level, "spelled.c", "meant.c", "main.c", "-o", "program"], in: folder)
      try #require(compilation == .silentSuccess)
      #expect(try compiler.run("program", in: folder) == .silentSuccess)
    }
  }

  @Test(arguments: [Compiler.cortexM4GCC, .cortexM4Clang].filter(\.exists))
  func becomesItsInstruction(_ compiler: Compiler) throws {
    let program = try program()
    let folder = try Folder()
    try folder.write("rows.c", program.functions("row", isPortable: false))
    let compilation = try compiler.compile(["-O2", "-S", "rows.c", "-o", "rows.s"], in: folder)
    try #require(compilation == .silentSuccess)
    let lines = String(decoding: try folder.read("rows.s"), as: UTF8.self).split(separator: "\n")
    func body(_ name: String) throws -> ArraySlice<Substring> {
      let start = try #require(lines.firstIndex { $0.hasPrefix("row_\(name):") })
      return lines[(start + 1)...].prefix { !$0.hasPrefix("row_") }
    }
    for operation in program.operations {
      let mnemonic = try #require(program.packed[operation]).mnemonic
      #expect(
        try body(operation.rawValue).contains { $0.contains("\t\(mnemonic)") },
        "\(compiler.command): no \(mnemonic) in \(operation.rawValue)")
    }
    for step in PackedStep.all(program.packed) {
      #expect(try body(PackedStep.name(step)).contains { $0.contains("smlad") })
    }
  }
}
