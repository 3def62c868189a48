import Basics
import Kernels
import Targets

@testable import Codegen

/// A C program that holds each operation on vectors of a target against what it means for numbers.
struct InstructionProgram {
  let target: Target

  /// The rows of the target's tables.
  var rows: [(VectorInstructions, VectorOperation)] {
    target.vectors.flatMap { vectors in
      VectorOperation.allCases.filter { vectors[$0] != nil }.map { (vectors, $0) }
    }
  }

  /// The lane that is a factor.
  private static let lane = 3

  /// The name of the function that consists of one operation.
  static func function(_ vectors: VectorInstructions, _ operation: VectorOperation) -> String {
    "row_" + VectorName.operation(operation, lanes: vectors.lanes)
  }

  /// One function for each operation.
  var functions: String {
    var body = CodeWriter()
    for (vectors, operation) in rows {
      func call(_ operation: VectorOperation, _ operands: [String]) -> String {
        let name = VectorName.operation(operation, lanes: vectors.lanes)
        return "\(name)(\(operands.joined(separator: ", ")))"
      }
      func call(_ operation: VectorOperation, _ operands: String...) -> String {
        call(operation, operands)
      }
      let (a, b, c) = (call(.load, "a"), call(.load, "b"), call(.load, "c"))
      let value =
        switch operation {
        case .load, .store: a
        case .splat: call(.splat, "*a")
        case .gather: call(.gather, (0..<vectors.lanes).map { "\(["a", "b", "c"][$0 % 3])[\($0)]" })
        case .add, .subtract, .multiply, .least, .most: call(operation, a, b)
        case .multiplyAdd: call(operation, a, b, c)
        case .multiplyAddLane: call(operation, a, b, "\(Self.lane)", c)
        }
      let result = call(.store, "result", value)
      body.line(
        """
        void \(Self.function(vectors, operation))(const float *a, const float *b, const float *c,
                                                  float *result) {
          (void)a, (void)b, (void)c;
          \(result);
        }

        """)
    }
    let prologue = VectorPrologue(target, for: CodeWords(of: body.text))
    var writer = CodeWriter()
    prologue.print(to: &writer)
    writer.line(body.text)
    prologue.printEnd(to: &writer)
    return writer.text
  }

  /// Whether `r` is right, all numbers being those of one lane.
  private static func isRight(_ operation: VectorOperation) -> String {
    switch operation {
    case .load, .store: "same(r, a)"
    case .splat: "same(r, as[i])"
    case .gather: "same(r, (j - i) % 3 == 0 ? a : (j - i) % 3 == 1 ? b : c)"
    case .add: "same(r, a + b)"
    case .subtract: "same(r, a - b)"
    case .multiply: "same(r, a * b)"
    case .multiplyAdd: "(same(r, fmaf(a, b, c)) || same(r, a * b + c))"
    case .multiplyAddLane:
      "(same(r, fmaf(a, bs[i + \(lane)], c)) || same(r, a * bs[i + \(lane)] + c))"
    case .least: "(b != b || (a == 0 && b == 0 ? r == 0 : same(r, a > b ? b : a)))"
    case .most: "(b != b || (a == 0 && b == 0 ? r == 0 : same(r, a < b ? b : a)))"
    }
  }

  /// A program that tries all of them with all triples of some numbers and prints what is wrong.
  var main: String {
    let calls = rows.map { vectors, operation in
      "  TRY(\(Self.function(vectors, operation)), \(vectors.lanes), \(Self.isRight(operation)))\n"
    }
    let declarations = rows.map { vectors, operation in
      "void \(Self.function(vectors, operation))(const float *, const float *, const float *, float *);\n"
    }
    return """
      #include <float.h>
      #include <math.h>
      #include <stdio.h>
      #include <string.h>

      \(declarations.joined())
      static const float numbers[] = {
        0.0f, -0.0f, 1.0f, -1.5f, 6.0f, 1.0000001f, 0.33333334f, -1e-20f, 1e-45f, FLT_MIN, FLT_MAX,
        -FLT_MAX, INFINITY, -INFINITY, NAN, 16777215.0f,
      };
      enum { COUNT = sizeof numbers / sizeof *numbers, TRIPLES = COUNT * COUNT * COUNT };

      /* One more, so that vectors do not lie at their alignment. */
      static float as[TRIPLES + 1], bs[TRIPLES + 1], cs[TRIPLES + 1], results[TRIPLES + 1];

      static int same(float x, float y) { return x != x ? y != y : !memcmp(&x, &y, sizeof x); }

      #define TRY(function, lanes, is_right) \\
        for (int i = 1; i <= TRIPLES; i += lanes) { \\
          function(as + i, bs + i, cs + i, results + i); \\
          for (int j = i; j < i + lanes; ++j) { \\
            const volatile float a = as[j], b = bs[j], c = cs[j]; \\
            const float r = results[j]; \\
            (void)b, (void)c; \\
            if (!(is_right)) { \\
              printf("%s(%g, %g, %g) = %g\\n", #function, (double)a, (double)b, (double)c, (double)r); \\
              break; \\
            } \\
          } \\
        }

      int main(void) {
        for (int i = 0; i < TRIPLES; ++i) {
          as[1 + i] = numbers[i % COUNT];
          bs[1 + i] = numbers[i / COUNT % COUNT];
          cs[1 + i] = numbers[i / COUNT / COUNT];
        }
      \(calls.joined())
        return 0;
      }

      """
  }
}
