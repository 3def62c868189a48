import Codegen
import Targets
import TestSupport
import Testing

/// Wherever a program has its weights, it is the same program.
@Suite struct WeightFormTests {
  private func model(_ form: WeightForm, for target: Target = .generic) throws -> Model {
    try Model(Networks.tinyV3(), name: "net", target: target, weights: form)
  }

  /// Reads the input, and weights that are handed over, and writes the output.
  private static let main = """
    #include <stdio.h>
    #include "net.h"

    static float input[NET_INPUT_COUNT], output[NET_OUTPUT_COUNT];
    static unsigned char arena[NET_ARENA_SIZE] __attribute__((aligned(64)));
    #if defined(HANDED)
    static unsigned char weights[NET_WEIGHTS_SIZE] __attribute__((aligned(NET_WEIGHTS_ALIGN)));
    #endif

    int main(void) {
      FILE *file = fopen("input", "rb");
      if (!file || fread(input, sizeof input, 1, file) != 1) return 1;
      fclose(file);
    #if defined(HANDED)
      file = fopen("net.weights", "rb");
      if (!file || fread(weights, sizeof weights, 1, file) != 1 || fgetc(file) != EOF) return 2;
      fclose(file);
      if (net_run(input, output, weights, arena) != NET_OK) return 3;
    #else
      if (net_run(input, output, arena) != NET_OK) return 3;
    #endif
      file = fopen("output", "wb");
      return !file || fwrite(output, sizeof output, 1, file) != 1 || fclose(file);
    }

    """

  /// What the program of a form answers, byte by byte.
  private func answer(
    _ form: WeightForm, _ target: Target, _ compiler: Compiler, more: [String] = []
  ) throws -> [UInt8] {
    let folder = try Folder()
    let model = try model(form, for: target)
    try model.write(to: folder)
    try folder.write("main.c", Self.main)
    try folder.write("input", model.fedInputs.flatMap(bytes))
    // The weights as another source brings them along.
    let words = model.code.weights.map(String.init).joined(separator: ",")
    let declaration = "__attribute__((aligned(64))) const unsigned char net_weights[]"
    try folder.write(
      "elsewhere.c", "extern \(declaration);\n\(declaration) = {\(words)};\n")
    let handed = form == .pointer ? ["-DHANDED"] : []
    let flags = ["-O2", "-Wall", "-Wextra", "-Werror"] + handed + more
    let compilation = try compiler.compile(
      flags + ["net.c", "main.c", "-o", "program"], in: folder)
    try #require(compilation == .silentSuccess, "\(form), \(compiler.command)")
    try #require(try compiler.run("program", in: folder) == .silentSuccess, "\(form)")
    return try folder.read("output")
  }

  private func expectTheSame(_ machine: Machine) throws {
    for compiler in machine.compilers {
      let literal = try answer(.literal, machine.target, compiler)
      #expect(!literal.isEmpty && literal.contains { $0 != 0 })
      for form in WeightForm.allCases where form.isSeparate {
        #expect(try answer(form, machine.target, compiler) == literal, "\(form)")
      }
      let other = try answer(
        .incbin, machine.target, compiler, more: ["-DNET_WEIGHTS_EXTERN", "elsewhere.c"])
      #expect(other == literal)
    }
  }

  @Test(.enabled(if: Machine.any.runs, Machine.any.absence))
  func anyMachineAnswersAlike() throws { try expectTheSame(.any) }

  @Test(.enabled(if: Machine.x86v4.runs, Machine.x86v4.absence))
  func x86v4AnswersAlike() throws { try expectTheSame(.x86v4) }

  @Test(.enabled(if: Machine.aarch64.runs, Machine.aarch64.absence))
  func aarch64AnswersAlike() throws { try expectTheSame(.aarch64) }

  @Test(.enabled(if: Machine.wasm.runs, Machine.wasm.absence))
  func wasmAnswersAlike() throws { try expectTheSame(.wasm) }

  @Test(arguments: Compiler.all, CleanCodeTests.standards)
  func compilesWithoutWarnings(_ compiler: Compiler, _ standard: [String]) throws {
    try #require(compiler.exists, compiler.absence)
    for form in WeightForm.allCases where form.isSeparate {
      let folder = try Folder()
      for name in ["net", "größe", "weights"] {
        let model = try Model(Networks.tinyV2(), name: name, weights: form)
        try model.write(to: folder)
        let arguments = ["-O2"] + Compiler.strict + standard
        let outcome = try compiler.compile(
          arguments + ["-c", "\(model.code.name).c", "-o", "object"], in: folder)
        #expect(outcome == .silentSuccess, "\(form), \(name)")
      }
    }
  }

  /// Objects of other systems: their assembler has other words for sections and symbols.
  @Test(
    .enabled(if: Compiler.clang.exists, Compiler.clang.absence),
    arguments: [
      "arm64-apple-macos11", "x86_64-pc-windows-gnu", "armv7m-none-eabi", "riscv32-none-elf",
    ])
  func otherSystemsAssembleTheFile(_ system: String) throws {
    let folder = try Folder()
    try model(.incbin).write(to: folder)
    let flags = ["--target=\(system)", "-ffreestanding", "-O2"] + Compiler.strict
    let outcome = try Compiler.clang.compile(flags + ["-c", "net.c", "-o", "net.o"], in: folder)
    #expect(outcome == .silentSuccess)
    #expect(try folder.read("net.o").contains(model(.incbin).code.weights))
  }

  @Test(arguments: Compiler.all) func theFileMayLieElsewhere(_ compiler: Compiler) throws {
    try #require(compiler.exists, compiler.absence)
    let folder = try Folder()
    try model(.incbin).write(to: folder)
    try #require(
      try folder.run(["sh", "-c", "mkdir -p a/b && mv net.weights a/b/other.bin"]) == .silentSuccess
    )
    let name = "-DNET_WEIGHTS_FILE=\"other.bin\""
    let path = "-DNET_WEIGHTS_FILE=\"a/b/other.bin\""
    for flags in [["-Ia/b", name], [path]] {
      #expect(
        try compiler.compile(flags + ["-c", "net.c", "-o", "net.o"], in: folder) == .silentSuccess)
    }
    #expect(try compiler.compile(["-c", "net.c", "-o", "net.o"], in: folder) != .silentSuccess)
  }

  /// A file of another size has the weights of another model.
  @Test(arguments: Compiler.all) func aFileOfAnotherSizeIsRefused(_ compiler: Compiler) throws {
    try #require(compiler.exists, compiler.absence)
    try expectRefusal(by: compiler)
  }

  @Test(.enabled(if: Machine.wasm.compiles, Machine.wasm.absence))
  func wasmRefusesAFileOfAnotherSize() throws {
    for compiler in Machine.wasm.compilers { try expectRefusal(by: compiler) }
  }

  private func expectRefusal(by compiler: Compiler) throws {
    let model = try model(.incbin)
    for bytes in [model.code.weights.dropLast(), model.code.weights + [0], []] {
      let folder = try Folder()
      try model.write(to: folder)
      try folder.write("net.weights", Array(bytes))
      let outcome = try compiler.compile(["-c", "net.c", "-o", "net.o"], in: folder)
      // An error, and not one of the compiler's own.
      #expect(outcome.status == 1, "\(bytes.count) bytes")
      #expect(!outcome.output.contains("bug report"))
    }
  }

  @Test(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence))
  func weightsThatAreHandedOverAreCheckedBeforeAnythingIsWritten() throws {
    let folder = try Folder()
    try model(.pointer).write(to: folder)
    try folder.write(
      "main.c",
      """
      #include <string.h>
      #include "net.h"

      static float input[NET_INPUT_COUNT], output[NET_OUTPUT_COUNT], blank[NET_OUTPUT_COUNT];
      static unsigned char arena[NET_ARENA_SIZE] __attribute__((aligned(64)));
      static unsigned char weights[2 * NET_WEIGHTS_ALIGN + NET_WEIGHTS_SIZE]
        __attribute__((aligned(2 * NET_WEIGHTS_ALIGN)));

      int main(void) {
        memset(output, 0x5a, sizeof output);
        memset(blank, 0x5a, sizeof blank);
        if (net_run(input, output, NULL, arena) != NET_ERROR_NULL) return 1;
        for (size_t off = 1; off < NET_WEIGHTS_ALIGN; ++off) {
          if (net_run(input, output, weights + off, arena) != NET_ERROR_ALIGNMENT) return 2;
        }
        if (memcmp(output, blank, sizeof output)) return 3;
        return net_run(input, output, weights + NET_WEIGHTS_ALIGN, arena) != NET_OK;
      }

      """)
    let flags = ["-O1", "-Wall", "-Wextra", "-Werror"] + Compiler.sanitizers
    try #require(
      try Compiler.gcc.compile(flags + ["net.c", "main.c", "-o", "program"], in: folder)
        == .silentSuccess)
    #expect(try folder.run(["./program"]) == .silentSuccess)
  }

  /// Without weights there is nothing to hand over.
  @Test(arguments: WeightForm.allCases) func withoutWeightsAllFormsAreOne(_ form: WeightForm) throws
  {
    let graph = try Networks.weightless(ops: 2)
    let (one, other) = (
      try Model(graph, name: "net", weights: form), try Model(graph, name: "net")
    )
    #expect(one.code.source == other.code.source && one.code.header == other.code.header)
    #expect(one.code.weights.isEmpty)
  }
}
