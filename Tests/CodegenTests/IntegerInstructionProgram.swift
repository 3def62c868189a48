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
        call(operation, operands)
      }
      func call(_ operation: IntegerOperation, _ operands: [String]) -> String {
        let name = VectorName.integers(operation, lanes: vectors.lanes)
        return "\(name)(\(operands.joined(separator: ", ")))"
      }
      let (a, b, c) = (call(.load, "a"), call(.load, "b"), call(.load, "c"))
      // The bits of 1.5 * 2^23.
      let zero = call(.splat, "0x4b400000")
      func floats(_ pointer: String) -> String {
        vectors[.floats] == nil ? "" : call(.floats, call(.bytes, pointer))
      }
      let table = vectors[.quads] == nil ? [] : (0..<4).map { call(.quads, "p + \(64 * $0)") }
      let (gate, more) = (floats("p"), floats("p + 1"))
      let value =
        switch operation {
        case .load, .store: a
        case .floats: call(operation, a)
        case .lowHalf:
          call(operation, VectorName.integers(.load, lanes: 2 * vectors.lanes) + "(a)")
        case .splat: call(.splat, "*a")
        case .loadTwice: call(operation, "a")
        case .bytes, .unsignedBytes, .pairs, .pairSplat, .quads, .quadsOfTwo, .raisedQuadSplat:
          call(operation, "p")
        case .storeBytes, .storeSaturated, .storeUnsigned, .storeSaturatedHalves,
          .storeUnsignedHalves, .translate, .translateHeld:
          call(.bytes, "bytes")
        // The first ones, and the last ones of an odd count with one behind them, which stays.
        case .raise:
          call(
            .add, call(.bytes, "bytes"),
            call(.multiply, call(.bytes, "bytes + 66"), call(.splat, "256")))
        // With a sign and then without.
        case .average:
          call(
            .add, call(.bytes, "bytes"),
            call(.multiply, call(.bytes, "bytes + 82"), call(.splat, "256")))
        // Two pixels, with a sign and then without.
        case .scale:
          call(
            .add, call(.bytes, "bytes"),
            call(.multiply, call(.bytes, "bytes + 40"), call(.splat, "256")))
        case .add, .subtract, .multiply, .least, .most, .joined, .roundedEven, .sumsOfTwo:
          call(operation, a, b)
        case .pairLess: call(operation, a, "*p")
        case .addPairProducts, .addQuadProducts, .addSignedQuadProducts, .roundedTwice,
          .roundedOnce, .roundedTwiceRight, .roundedOnceRight, .scaledFloor, .mirroredFloor:
          call(operation, a, b, c)
        case .addSignedQuadLane: call(operation, a, b, "2", c)
        case .storeTwo, .storeFour, .storeSaturatedTwo, .storeSaturatedThree, .storeSaturatedFour,
          .storeUnsignedTwo, .storeUnsignedThree, .storeUnsignedFour, .storeSaturatedRow,
          .storeUnsignedRow, .storeSaturatedTransposed, .storeUnsignedTransposed:
          // The bytes of all vectors beside each other.
          (0..<operation.storedVectors).map { place in
            call(
              .multiply, call(.bytes, "bytes + \(place * vectors.lanes)"),
              call(.splat, "\(1 << (8 * place))"))
          }.reduce(call(.splat, "0")) { call(.add, $0, $1) }
        case .transposedColumns:
          (0..<4).map { part in
            call(
              .multiply, call(operation, "p", "p + 1", "p + 3", "p + 2", "\(part)"),
              call(.splat, "\(2 * part + 1)"))
          }.reduce(call(.splat, "0")) { call(.add, $0, $1) }
        case .halfColumnsOfThree: call(operation, "p", "p + 1", "p + 3", a, b, "1")
        case .halfColumnsOfFour: call(operation, "p", "p + 1", "p + 3", "p + 2", a, b, "1")
        case .fineFloor: call(operation, a, b, c, c)
        case .signedFloor: call(operation, a, b, c, c, c, call(.splat, "*a"))
        case .heldFloor: call(operation, call(.add, a, zero), b, c)
        case .heldSignedFloor: call(operation, call(.add, a, zero), b, c, b, zero)
        case .sumFloor: call(operation, a, b, call(.splat, "0"), c, c)
        case .gatedFloor: call(operation, a, gate, more, b, c)
        case .signedGatedFloor:
          call(operation, a, gate, more, b, c, c, call(.floats, call(.splat, "*a")))
        case .lookUp: call(operation, "p", "p + 5")
        case .columnsOfOne: call(operation, "p", a, b)
        case .bareColumnsOfOne: call(operation, "p")
        case .bareColumnsOfThree: call(operation, "p", "p + 1", "p + 3")
        case .bareColumnsOfFour: call(operation, "p", "p + 1", "p + 3", "p + 2")
        case .columnsOfThree: call(operation, "p", "p + 1", "p + 3", a, b)
        case .line:
          call(
            operation, "p", call(.splat, "(*b & 0x10201020) / \(16 / vectors.lanes)"), a, b, "0")
        case .bareLine:
          call(operation, "p", call(.splat, "(*b & 0x10201020) / \(16 / vectors.lanes)"), "1")
        case .columnsOfFour: call(operation, "p", "p + 1", "p + 3", "p + 2", a, b)
        }
      body.line(
        """
        void \(Self.function(vectors, operation))\(Self.parameters);
        void \(Self.function(vectors, operation))\(Self.parameters) {
          \(operation.storesBytes ? "int8_t bytes[\(vectors.lanes + 128)] = {0};" : "")
          (void)a, (void)b, (void)c, (void)p;
          \(operation == .translate ? call(operation, "bytes", "p", "p + 5") + ";" : "")
          \(operation == .translateHeld ? call(operation, ["bytes", "p + 5"] + table) + ";" : "")
          \(operation == .raise ? "bytes[81] = 77;\n  " + call(operation, "bytes", "p", "81") + ";" : "")
          \(operation == .average ? averaging { call(operation, $0) } : "")
          \(operation == .scale ? scaling { call(operation, $0) } : "")
          \(operation.storesHalves
            ? call(operation, "bytes + \(vectors.lanes / 2)", "bytes", a, "7") + ";" : "")
          \(operation == .storeBytes ? call(operation, "bytes", a) + ";" : "")
          \(operation == .storeTwo ? call(operation, "bytes", a, b, "3", "-100", "127") + ";" : "")
          \(operation.zeroPoint.map { zero in
            call(
              operation,
              (0..<operation.destinations).reversed().map { "bytes + \($0 * vectors.lanes)" }
                + [a, b, c, a].prefix(operation.storedVectors) + [zero]) + ";" } ?? "")
          \(operation == .storeFour
            ? call(operation, "bytes", a, b, c, a, "-3", "-128", "120") + ";" : "")
          \(call(.store, "result", value));
        }

        """)
    }
    let prologue = VectorPrologue(target, for: CodeWords(of: body.text))
    var writer = CodeWriter()
    writer.line("#include <stdint.h>\n#include <string.h>\n")
    prologue.print(to: &writer)
    writer.line(body.text)
    prologue.printEnd(to: &writer)
    return writer.text
  }

  /// The means of 70 channels, of which the last ten are looked at, and of ten.
  private func averaging(_ call: ([String]) -> String) -> String {
    // Halves, 1.0 and 2.0.
    let numbers = ["5", "0x3f000000", "0", "0x3f800000", "0x40000000", "9"]
    return "memset(bytes, 77, sizeof bytes);\n  "
      + call(["bytes + 22", "p", "3", "75", "70"] + numbers + ["0"]) + ";\n  "
      + "memmove(bytes, bytes + 82, 16);\n  memset(bytes + 82, 77, 16);\n  "
      + call(["bytes + 82", "p", "3", "75", "10"] + numbers + ["1"]) + ";"
  }

  /// The two pixels of nine channels, between bytes that stay.
  private func scaling(_ call: ([String]) -> String) -> String {
    func pixels(_ to: String, _ numbers: String...) -> String {
      call([to, "p", "p + 7", "p + 64", "2", "9", "11", "12"] + numbers) + ";"
    }
    return "memset(bytes, 77, sizeof bytes);\n  " + pixels("bytes", "3", "120", "5", "128") + "\n  "
      + pixels("bytes + 40", "-128", "0", "5", "0")
  }

  /// Whether stores make a vector narrow themselves.
  private func wraps(_ vectors: IntegerInstructions, _ operation: IntegerOperation) -> Bool {
    vectors[operation]?.mnemonic.hasPrefix("vpmov") ?? false
  }

  /// A program that tries all of them with all triples of some numbers and prints what is wrong.
  var main: String {
    let calls = rows.map { vectors, operation in
      "  TRY(\(Self.function(vectors, operation)), \(vectors.lanes), \(operation.arrays),"
        + " \(operation.meaning(lanes: vectors.lanes, wraps: wraps(vectors, operation))))\n"
    }.joined()
    let declarations = rows.map { vectors, operation in
      "void \(Self.function(vectors, operation))\(Self.parameters);\n"
    }
    var functions = CodeWriter()
    IntegerPrologue(for: CodeWords(of: calls)).print(to: &functions)
    return """
      #include <stdint.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <string.h>

      \(declarations.joined())
      \(functions.text)
      \(calls.contains("averaged(") ? IntegerOperation.meansOfBytes : "")
      \(calls.contains("scaled(") ? IntegerOperation.scaledBytes : "")
      static const int32_t numbers[] = {
        0, 1, -1, 2, -3, 127, -128, 255, 4096, -32768, 32767, 65537, 1 << 30, -(1 << 30), INT32_MAX,
        -INT32_MAX,
      };
      enum { COUNT = sizeof numbers / sizeof *numbers, TRIPLES = COUNT * COUNT * COUNT };

      /* One more, so that vectors do not lie at their alignment; of the first those of a longer one. */
      static int32_t as[TRIPLES + 9], bs[TRIPLES + 1], cs[TRIPLES + 1], multipliers[TRIPLES + 1],
        shifts[TRIPLES + 1], floats[TRIPLES + 1], offsets[TRIPLES + 1], results[TRIPLES + 1];
      static int8_t ps[2 * TRIPLES + 320];

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
          const float factor = (float)(i / COUNT) * 3e-6f, offset = 0.25f * (float)(i % 3);
          as[1 + i] = numbers[i % COUNT];
          bs[1 + i] = numbers[i / COUNT % COUNT];
          cs[1 + i] = numbers[i / COUNT / COUNT];
          multipliers[1 + i] = i % 37 == 0 ? 0 : i % 41 == 0 ? INT32_MAX : (1 << 30) + i * 262143;
          shifts[1 + i] = (i / COUNT) % 62 - 31;
          memcpy(&floats[1 + i], &factor, sizeof factor);
          memcpy(&offsets[1 + i], &offset, sizeof offset);
          ps[1 + 2 * i] = (int8_t)(i % 256 - 128);
          ps[1 + 2 * i - 1] = (int8_t)(i * 7 % 256 - 128);
        }
      \(calls)
        return 0;
      }

      """
  }
}

extension IntegerOperation {
  /// Whether it stores the bytes of a vector, and whether it stores any.
  fileprivate var storesVector: Bool {
    [.storeBytes, .storeSaturated, .storeUnsigned].contains(self)
  }
  fileprivate var storesBytes: Bool {
    storesVector || storedVectors > 1
      || [.translate, .translateHeld, .scale, .average, .raise].contains(self)
  }
  fileprivate var storesHalves: Bool {
    [.storeSaturatedHalves, .storeUnsignedHalves].contains(self)
  }
  /// What is added to what it saturates.
  fileprivate var zeroPoint: String? {
    switch self {
    case .storeSaturated, .storeUnsigned: "7"
    case .storeSaturatedTwo, .storeUnsignedTwo: "-5"
    case .storeSaturatedThree, .storeUnsignedThree: "0"
    case .storeSaturatedFour, .storeUnsignedFour, .storeSaturatedRow, .storeUnsignedRow,
      .storeSaturatedTransposed, .storeUnsignedTransposed:
      "9"
    default: nil
    }
  }
  /// How many vectors it stores.
  fileprivate var storedVectors: Int {
    switch self {
    case .storeTwo: 2
    case .storeFour, .storeSaturatedRow, .storeUnsignedRow, .storeSaturatedTransposed,
      .storeUnsignedTransposed:
      4
    default: destinations
    }
  }
}
