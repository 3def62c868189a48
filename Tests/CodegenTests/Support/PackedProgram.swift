import Basics
import Kernels
import Targets

@testable import Codegen

/// A C program that holds each operation on packed integers, as a machine spells it, against what it
/// means.
struct PackedProgram {
  let target: Target
  let packed: PackedInstructions

  /// How far the columns of a row lie apart, and where its weights start.
  private static let pitch = 20
  private static let first = 3

  private var rows: [PackedRowStep] {
    PackedRowStep.all(packed).filter { [3, 5].contains($0.columns) && $0.stride < 3 }
  }

  /// The operations that become an instruction.
  var operations: [PackedOperation] { PackedOperation.allCases.filter { packed[$0] != nil } }

  /// The names of all functions.
  private var names: [String] {
    PackedOperation.allCases.map(\.rawValue) + PackedStep.all(packed).map(PackedStep.name)
      + rows.map(\.name)
  }

  /// One function for each operation, with a word before its name.
  ///
  /// All of them read three numbers, words of an input and of weights, and change sums.
  func functions(_ word: String, isPortable: Bool) -> String {
    var body = CodeWriter()
    func function(_ name: String, _ code: String) {
      body.line(
        """
        void \(word)_\(name)(const int32_t *numbers, const int32_t *u, const int32_t *w,
                             int32_t *sums) {
          (void)numbers, (void)u, (void)w;
          \(code)
        }

        """)
    }
    for operation in PackedOperation.allCases {
      let operands = operation.operands.indices.map { "numbers[\($0)]" }.joined(separator: ", ")
      function(operation.rawValue, "sums[0] = \(operation.rawValue)(\(operands));")
    }
    func sums(_ count: Int) -> String {
      (0..<count).map { "sums[\($0)]" }.joined(separator: ", ")
    }
    for step in PackedStep.all(packed) {
      let count = step.pixels * step.channels
      function(
        PackedStep.name(step),
        "\(PackedStep.name(step))(u, w, \(sums(count))); sums[\(count)] = u[0] ^ w[0];")
    }
    for row in rows {
      function(
        row.name,
        "const int8_t *from = (const int8_t *)u;"
          + " \(row.name)(from, \(Self.pitch), w, \(Self.first), \(sums(2 * row.pixels)));")
    }
    var writer = CodeWriter()
    writer.line("#include <stddef.h>\n#include <stdint.h>")
    // There is no library where programs are only looked at.
    writer.line("void *memcpy(void *, const void *, size_t);")
    if isPortable { writer.line("#undef \(packed.macro)") }
    PackedPrologue(target, for: CodeWords(of: body.text)).print(to: &writer)
    writer.line(body.text)
    return writer.text
  }

  /// A program that tries all of them, and prints the names of those that differ.
  var main: String {
    let parameters = "(const int32_t *, const int32_t *, const int32_t *, int32_t *)"
    let declarations = names.flatMap { name in
      ["spelled", "meant"].map { "void \($0)_\(name)\(parameters);" }
    }
    let calls = names.map { "    TRY(\($0))" }
    return """
      #include <stdint.h>
      #include <stdio.h>
      #include <string.h>

      \(declarations.joined(separator: "\n"))

      static const int32_t edges[] = {
        0, 1, -1, 127, 128, -128, -129, 0x7fff, 0x8000, -0x8000, 0x7fff7fff, 0x7f80ff01,
        INT32_MAX, INT32_MIN, 0x40000000, -0x40000000, 0x12345678, -0x6789abcd,
      };
      enum { EDGES = sizeof edges / sizeof *edges };

      static uint32_t state = 1;
      static int32_t dice(void) {
        state = state * 1664525u + 1013904223u;
        return (int32_t)(state ^ state >> 15);
      }

      #define TRY(name) \\
        { \\
          int32_t spelled[8], meant[8]; \\
          memcpy(spelled, sums, sizeof sums); \\
          memcpy(meant, sums, sizeof sums); \\
          spelled_##name(numbers, u, w, spelled); \\
          meant_##name(numbers, u, w, meant); \\
          if (memcmp(spelled, meant, sizeof sums) != 0) \\
            printf(#name "(%ld, %ld, %ld)\\n", (long)numbers[0], (long)numbers[1], (long)numbers[2]); \\
        }

      int main(void) {
        for (int i = 0; i < EDGES * EDGES * EDGES; ++i) {
          int32_t numbers[3] = {
            edges[i % EDGES], edges[i / EDGES % EDGES], edges[i / EDGES / EDGES],
          };
          int32_t u[80], w[16], sums[8];
          for (int j = 0; j < 80; ++j) u[j] = dice();
          for (int j = 0; j < 16; ++j) w[j] = dice();
          for (int j = 0; j < 8; ++j) sums[j] = dice();
          u[0] = numbers[0], w[0] = numbers[1], sums[0] = numbers[2];
      \(calls.joined(separator: "\n"))
        }
        return 0;
      }

      """
  }
}
