import Foundation
import TestSupport
import Testing

/// The example project for microcontrollers, as a user builds and runs it.
@Suite struct CortexMExampleTests {
  private static let isPossible =
    ["/usr/bin/arm-none-eabi-gcc", "/usr/bin/qemu-system-arm", "/usr/bin/make", "/usr/bin/gcc"]
    .allSatisfy(FileManager.default.isExecutableFile)

  /// Runs a program in a folder; what it prints.
  private func run(_ command: [String], in scratch: Scratch) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.currentDirectoryURL = URL(fileURLWithPath: scratch.path)
    let log = try scratch.file("log", "")
    let handle = try #require(FileHandle(forWritingAtPath: log))
    process.standardOutput = handle
    process.standardError = handle
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let text = try String(contentsOfFile: log, encoding: .utf8)
    try #require(process.terminationStatus == 0, "\(text)")
    return text
  }

  /// A program for this machine that tells the answer as the board does.
  private static let onThisMachine = """
    #include <stdio.h>
    #include "model.h"

    static unsigned char arena[MODEL_ARENA_SIZE + 64];
    static int8_t input[MODEL_INPUT_COUNT], output[MODEL_OUTPUT_COUNT];

    int main(void) {
      unsigned char *aligned = arena + 64 - (uintptr_t)arena % 64;
      FILE *file = fopen("input.bin", "rb");
      if (fread(input, 1, sizeof input, file) != sizeof input) return 1;
      if (model_run(input, output, aligned) != MODEL_OK) return 2;
      uint32_t digest = 2166136261u;
      for (size_t i = 0; i < MODEL_OUTPUT_COUNT; ++i) {
        digest = (digest ^ (uint8_t)output[i]) * 16777619u;
      }
      printf("answer %08x", (unsigned)digest);
      return 0;
    }
    """

  @Test(
    .enabled(if: isPossible, "arm-none-eabi-gcc, qemu-system-arm, make or gcc is not installed"))
  func answersAsThisMachineDoes() throws {
    let scratch = try Scratch()
    let model = "\(scratch.path)/model.mnir"
    let quantized = try Program.run(
      [
        "quantize", "Graphs/v1.json", "--width", "0.25", "--resolution", "32", "--classes", "10",
        "--npz", "Tests/CommandLineTests/Fixtures/inputs.npz", "-o", model,
      ], timeout: 300)
    try #require(quantized.status == 0, "\(quantized.errors)")
    let pixels: [UInt8] = (0..<32 * 32 * 3).map { UInt8($0 * 7919 % 256) }
    _ = try scratch.file("input.bin", pixels)
    _ = try scratch.file("main.c", Self.onThisMachine)
    let compiled = try Program.run(["compile", model, "-o", "\(scratch.path)/model.c"])
    try #require(compiled.status == 0, "\(compiled.errors)")
    _ = try run(["gcc", "-O1", "main.c", "model.c", "-o", "main"], in: scratch)
    let expected = try run(["./main"], in: scratch)
    // In one folder: what was made for another board must not be taken for this one's.
    var instructions: [Int] = []
    for board in ["mps2-an386", "mps3-an547", "mps2-an500"] {
      let printed = try run(
        [
          "make", "-f", "\(packageFolder)/Examples/cortex-m/Makefile", "run", "MODEL=\(model)",
          "INPUT=input.bin", "MNCC=\(Program.path)", "BOARD=\(board)", "OUT=out",
        ], in: scratch)
      #expect(printed.contains(expected), "\(board): \(printed)")
      let counts = printed.split(separator: "\n").compactMap { line in
        line.contains(" instructions, ") ? Int(line.prefix { $0.isNumber }) : nil
      }
      instructions.append(try #require(counts.last, "\(board): \(printed)"))
    }
    let (m4, m55, m7) = (instructions[0], instructions[1], instructions[2])
    #expect(m55 * 2 < m4 && m55 * 2 < m7)
  }
}
