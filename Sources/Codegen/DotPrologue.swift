import Basics
import Kernels
import Targets

/// The definitions of what kernels of dot products call.
struct DotPrologue {
  private let dots: DotInstructions?
  private let functions: [DotFunction]
  private let loops: [Int]

  init(_ target: Target, for code: String) {
    dots = target.dots
    let called = target.dots == nil ? [] : calledNames(code)
    functions = DotFunction.allCases.filter { called.contains($0.rawValue) }
    loops =
      target.dots.map { dots in
        (1...dots.tile.pixels).filter { called.contains(dots.loopName(pixels: $0)) }
      } ?? []
  }

  func print(to writer: inout CodeWriter) {
    guard let dots, !loops.isEmpty else { return }
    writer.line("/* ---- Sums of products of vectors ---- */\n")
    for function in functions { writer.line(function.definition + "\n") }
    for pixels in loops { print(pixels, dots, to: &writer) }
  }

  private func print(_ pixels: Int, _ dots: DotInstructions, to writer: inout CodeWriter) {
    let sums = (0..<pixels).flatMap { pixel in
      (0..<dots.tile.channels).map { "a\(pixel)\($0)" }
    }
    let pointers = (0..<pixels).map { "u\($0)" } + ["w"]
    let parameters = pointers + ["count"] + sums
    let vectors = (0...pixels).map { "vector\($0)" }
    let outputs =
      sums.map { "\"+Te\"(\($0))" } + (pointers + ["left"]).map { "\"+r\"(\($0))" }
      + vectors.map { "\"=&w\"(\($0))" }
    let lines =
      [
        "do {", "  int32_t left = (count);", "  int8x16_t \(vectors.joined(separator: ", "));",
        "  __asm__ volatile(",
      ]
      + dots.loop(pixels: pixels).map { "    \"\($0)\\n\\t\"" }
      + PackedPrologue.wrapped(outputs).map { "  " + $0 } + ["    : : \"memory\", \"cc\");"]
    writer.line(
      "/* The sums of the products of \(pixels) pixels and \(dots.tile.channels) channels, `count`"
        + " vectors of each. */")
    let head = "#define \(dots.loopName(pixels: pixels))(\(parameters.joined(separator: ", "))) \\"
    func define(_ lines: [String]) {
      writer.line(head)
      for line in lines { writer.line("  \(line) \\") }
      writer.line("  } while (0)")
    }
    // Without optimisation there are no registers for all operands.
    writer.line("#if defined(__OPTIMIZE__)")
    define(lines)
    writer.line("#else")
    define(meaning(pixels, dots))
    writer.line("#endif\n")
  }

  /// The loop over the depth in plain C.
  private func meaning(_ pixels: Int, _ dots: DotInstructions) -> [String] {
    let products = (0..<pixels).flatMap { pixel in
      (0..<dots.tile.channels).map { channel in
        "    a\(pixel)\(channel) += u\(pixel)[lane] * (w)[lane + \(channel * dots.lanes)];"
      }
    }
    let moves = (0..<pixels).map { "  u\($0) += \(dots.lanes);" }
    return [
      "do {", "  int32_t left, lane;", "  for (left = (count); left > 0; --left) {",
      "    for (lane = 0; lane < \(dots.lanes); ++lane) {",
    ] + products.map { "  " + $0 } + ["    }"] + moves.map { "  " + $0 }
      + ["    w += \(dots.tile.channels * dots.lanes);", "  }"]
  }
}

extension DotFunction {
  fileprivate var definition: String {
    switch self {
    case .fourOf:
      """
      /* A vector of four numbers. */
      static inline int32x4_t four_of(int32_t a, int32_t b, int32_t c, int32_t d) {
        const int32x4_t one = vdupq_n_s32(a), two = vsetq_lane_s32(b, one, 1);
        return vsetq_lane_s32(d, vsetq_lane_s32(c, two, 2), 3);
      }
      """
    case .roundedUp:
      """
      /* x * multiplier * 2^(shift - 31) of shifts to the right, rounded twice, the second time halves
         up. */
      static inline int32x4_t rounded_up(int32x4_t x, int32x4_t multiplier, int32x4_t shift) {
        return vrshlq_s32(vqrdmulhq_s32(x, multiplier), shift);
      }
      """
    case .storeSome:
      """
      /* The low 8 bits of the first lanes. */
      static inline void store_some(int8_t *to, int32x4_t x, uint32_t count) {
        vstrbq_p_s32(to, x, vctp32q(count));
      }
      """
    }
  }
}
