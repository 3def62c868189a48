import Basics
import Kernels
import Targets

@testable import Codegen

/// A C program that holds each operation on vectors of integers of a target against what it means for
/// numbers.
struct IntegerInstructionProgram {
  let target: Target

  /// The rows of the target's tables.
  var rows: [(IntegerInstructions, IntegerOperation)] {
    target.integers.flatMap { vectors in
      IntegerOperation.allCases.filter { vectors[$0] != nil }.map { (vectors, $0) }
    }
  }

  /// The name of the function that consists of one operation.
  static func function(_ vectors: IntegerInstructions, _ operation: IntegerOperation) -> String {
    "row_" + VectorName.integers(operation, lanes: vectors.lanes)
  }

  private static let parameters =
    "(const int32_t *a, const int32_t *b, const int32_t *c, const int8_t *p, int32_t *result)"

  /// One function for each operation.
  var functions: String {
    var body = CodeWriter()
    for (vectors, operation) in rows {
      func call(_ operation: IntegerOperation, _ operands: String...) -> String {
        let name = VectorName.integers(operation, lanes: vectors.lanes)
        return "\(name)(\(operands.joined(separator: ", ")))"
      }
      let (a, b, c) = (call(.load, "a"), call(.load, "b"), call(.load, "c"))
      let value =
        switch operation {
        case .load, .store: a
        case .splat: call(.splat, "*a")
        case .bytes, .unsignedBytes, .pairs, .pairSplat: call(operation, "p")
        case .storeBytes: call(.bytes, "bytes")
        case .add, .subtract, .multiply, .least, .most, .roundedEven: call(operation, a, b)
        case .pairLess: call(operation, a, "*p")
        case .addPairProducts, .roundedTwice, .roundedOnce: call(operation, a, b, c)
        }
      body.line(
        """
        void \(Self.function(vectors, operation))\(Self.parameters);
        void \(Self.function(vectors, operation))\(Self.parameters) {
          \(operation == .storeBytes ? "int8_t bytes[\(vectors.lanes)];" : "")
          (void)a, (void)b, (void)c, (void)p;
          \(operation == .storeBytes ? call(.storeBytes, "bytes", a) + ";" : "")
          \(call(.store, "result", value));
        }

        """)
    }
    let prologue = VectorPrologue(target, for: body.text)
    var writer = CodeWriter()
    writer.line("#include <stdint.h>\n#include <string.h>\n")
    prologue.print(to: &writer)
    writer.line(body.text)
    prologue.printEnd(to: &writer)
    return writer.text
  }

  /// What the result is, all numbers being those of one lane.
  private static func meaning(_ operation: IntegerOperation) -> String {
    switch operation {
    case .load, .store: "a"
    case .splat: "as[i]"
    case .bytes: "ps[j]"
    case .unsignedBytes: "(uint8_t)ps[j]"
    case .storeBytes: "(int8_t)a"
    case .add: "(int32_t)((uint32_t)a + (uint32_t)b)"
    case .subtract: "(int32_t)((uint32_t)a - (uint32_t)b)"
    case .multiply: "(int32_t)((uint32_t)a * (uint32_t)b)"
    case .least: "a < b ? a : b"
    case .most: "a > b ? a : b"
    case .pairs: "pair_of(ps[2 * j - i], ps[2 * j - i + 1])"
    case .pairSplat: "pair_of(ps[i], ps[i + 1])"
    case .pairLess: "pair_less(a, ps[i])"
    case .addPairProducts:
      "(int32_t)((uint32_t)((int16_t)a * (int16_t)b) + (uint32_t)((a >> 16) * (b >> 16))"
        + " + (uint32_t)c)"
    case .roundedTwice: "rounded_twice(a, b, c)"
    case .roundedOnce: "rounded_once(a, b, c)"
    case .roundedEven: "rounded_even(a, b)"
    }
  }

  /// The arrays of the second and third operand.
  private static func operands(_ operation: IntegerOperation) -> String {
    switch operation {
    case .roundedTwice, .roundedOnce: "multipliers, shifts"
    case .roundedEven: "floats, cs"
    case .load, .store, .splat, .bytes, .unsignedBytes, .storeBytes, .add, .subtract, .multiply,
      .least, .most, .pairs, .pairSplat, .pairLess, .addPairProducts:
      "bs, cs"
    }
  }

  /// A program that tries all of them with all triples of some numbers and prints what is wrong.
  var main: String {
    let calls = rows.map { vectors, operation in
      "  TRY(\(Self.function(vectors, operation)), \(vectors.lanes), \(Self.operands(operation)),"
        + " \(Self.meaning(operation)))\n"
    }.joined()
    let declarations = rows.map { vectors, operation in
      "void \(Self.function(vectors, operation))\(Self.parameters);\n"
    }
    var functions = CodeWriter()
    IntegerPrologue(for: calls).print(to: &functions)
    return """
      #include <stdint.h>
      #include <stdio.h>
      #include <string.h>

      \(declarations.joined())
      \(functions.text)
      static const int32_t numbers[] = {
        0, 1, -1, 2, -3, 127, -128, 255, 4096, -32768, 32767, 65537, 1 << 30, -(1 << 30), INT32_MAX,
        -INT32_MAX,
      };
      enum { COUNT = sizeof numbers / sizeof *numbers, TRIPLES = COUNT * COUNT * COUNT };

      /* One more, so that vectors do not lie at their alignment. */
      static int32_t as[TRIPLES + 1], bs[TRIPLES + 1], cs[TRIPLES + 1], multipliers[TRIPLES + 1],
        shifts[TRIPLES + 1], floats[TRIPLES + 1], results[TRIPLES + 1];
      static int8_t ps[2 * TRIPLES + 2];

      #define TRY(function, lanes, second, third, meaning) \\
        for (int i = 1; i <= TRIPLES; i += lanes) { \\
          function(as + i, second + i, third + i, ps + i, results + i); \\
          for (int j = i; j < i + lanes; ++j) { \\
            const int32_t a = as[j], b = second[j], c = third[j]; \\
            (void)a, (void)b, (void)c; \\
            if (results[j] != (meaning)) { \\
              printf("%s(%d, %d, %d) = %d\\n", #function, (int)a, (int)b, (int)c, (int)results[j]); \\
              break; \\
            } \\
          } \\
        }

      int main(void) {
        for (int i = 0; i < TRIPLES; ++i) {
          const float factor = (float)(i / COUNT) * 3e-6f;
          as[1 + i] = numbers[i % COUNT];
          bs[1 + i] = numbers[i / COUNT % COUNT];
          cs[1 + i] = numbers[i / COUNT / COUNT];
          multipliers[1 + i] = i % 37 == 0 ? 0 : i % 41 == 0 ? INT32_MAX : (1 << 30) + i * 262143;
          shifts[1 + i] = (i / COUNT) % 62 - 31;
          memcpy(&floats[1 + i], &factor, sizeof factor);
          ps[1 + 2 * i] = (int8_t)(i % 256 - 128);
          ps[1 + 2 * i - 1] = (int8_t)(i * 7 % 256 - 128);
        }
      \(calls)
        return 0;
      }

      """
  }
}
