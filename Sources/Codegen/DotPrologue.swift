import Basics
import Kernels
import Targets

/// The definitions of what kernels of dot products call.
struct DotPrologue {
  private let dots: DotInstructions?
  private let functions: [DotFunction]
  /// The choices between functions of the machine.
  private let choices: [(rows: Int, isWhole: Bool)]
  private let assembly: [AssemblyFunction]

  init(_ target: Target, for words: CodeWords) {
    dots = target.dots
    let called = target.dots == nil ? [] : words.called
    functions = DotFunction.allCases.filter { called.contains($0.rawValue) }
    choices =
      target.dots.map { dots in
        (1...dots.window.rows).flatMap { rows in [true, false].map { (rows, $0) } }
          .filter { called.contains(DotFunction.columns(rows: $0, isWhole: $1)) }
      } ?? []
    let chosen = Set(
      choices.flatMap { rows, isWhole in
        DotInstructions.insides(rows: rows).compactMap {
          target.dots?.columns(rows: rows, inside: $0, isWhole: isWhole)
        }
      })
    assembly =
      target.dots?.functions.filter { called.contains($0.name) || chosen.contains($0.name) } ?? []
  }

  func print(to writer: inout CodeWriter) {
    guard let dots, !assembly.isEmpty else { return }
    writer.line("/* ---- Sums of products of vectors ---- */\n")
    for function in functions { writer.line(function.definition + "\n") }
    for function in assembly { print(function, to: &writer) }
    for (rows, isWhole) in choices { print(rows, isWhole, dots, to: &writer) }
  }

  private func print(_ function: AssemblyFunction, to writer: inout CodeWriter) {
    writer.line("/* \(function.comment) */")
    writer.line("static inline void \(function.name)(")
    let parameters = function.parameters.map { $0.operand.type + $0.name }
    for (index, parameter) in parameters.enumerated() {
      writer.line("    \(parameter)\(index + 1 < parameters.count ? "," : ") {")")
    }
    for parameter in function.parameters {
      guard let register = parameter.register else { continue }
      writer.line(
        "  register \(parameter.operand.type)\(register) __asm__(\"\(register)\") = \(parameter.name);"
      )
    }
    let operands = function.parameters.map { parameter in
      let (kind, variable) = parameter.register.map { ("r", $0) } ?? ("w", parameter.name)
      return "[\(parameter.name)] \"+\(kind)\"(\(variable))"
    }
    writer.line("  __asm__ volatile(")
    for line in function.lines { writer.line("    \"\(line)\\n\\t\"") }
    for line in PackedPrologue.wrapped(operands) { writer.line("  " + line) }
    let used = function.used.map { "\"\($0)\"" }.joined(separator: ", ")
    writer.line("    :\n    : \(used), \"cc\", \"memory\");")
    writer.line("}\n")
  }

  /// The choice between functions by the rows that are inside of the image.
  private func print(
    _ rows: Int, _ isWhole: Bool, _ dots: DotInstructions, to writer: inout CodeWriter
  ) {
    writer.line(
      """
      /* Words of \(rows) rows from a place on; those from first to before last are inside. */
      static void \(DotFunction.columns(rows: rows, isWhole: isWhole))(
          void *to, const int8_t *const *rows, size_t first, size_t last, size_t from,
          int32_t columns, int32_t rounds, int32_t bytes, int32_t skip, int32_t outside) {
      """)
    for inside in DotInstructions.insides(rows: rows) {
      let name = dots.columns(rows: rows, inside: inside, isWhole: isWhole)
      let sources = inside.map { "rows[\($0)] + from" }.joined(separator: ", ")
      writer.line(
        """
          if (first == \(inside.lowerBound) && last == \(inside.upperBound)) {
            \(name)((int8_t *)to, \(sources),
              columns, rounds, bytes, skip, outside);
          }
        """)
    }
    writer.line("}\n")
  }
}

extension AssemblyFunction.Operand {
  /// The type in C, up to the name.
  fileprivate var type: String {
    switch self {
    case .bytes: "const int8_t *"
    case .place: "int8_t *"
    case .words: "const int32_t *"
    case .sums: "int32_t *"
    case .number: "int32_t "
    case .addresses: "uint32x4_t "
    }
  }
}

extension DotFunction {
  fileprivate var definition: String {
    switch self {
    case .copy:
      """
      /* Copies bytes. */
      static inline void copy_bytes(int8_t *to, const int8_t *from, int32_t count) {
        __asm__ volatile(
          "dlstp.8 lr, %[count]\\n\\t"
          "1:\\n\\t"
          "vldrb.8 q0, [%[from]], #16\\n\\t"
          "vstrb.8 q0, [%[to]], #16\\n\\t"
          "letp lr, 1b\\n\\t"
          : [to] "+r"(to), [from] "+r"(from) : [count] "r"(count) : "lr", "q0", "memory");
      }
      """
    case .fill:
      """
      /* Writes a number into bytes. */
      static inline void fill_bytes(void *to, int32_t number, int32_t count) {
        __asm__ volatile(
          "vdup.8 q0, %[number]\\n\\t"
          "dlstp.8 lr, %[count]\\n\\t"
          "1:\\n\\t"
          "vstrb.8 q0, [%[to]], #16\\n\\t"
          "letp lr, 1b\\n\\t"
          : [to] "+r"(to) : [number] "r"(number), [count] "r"(count) : "lr", "q0", "memory");
      }
      """
    case .addresses:
      """
      /* The addresses of a word and of three more, so many words apart, each less by four. */
      static inline uint32x4_t addresses_of(const int32_t *word, int32_t pitch) {
        const uint32x4_t apart = vmulq_n_u32(vidupq_n_u32(0, 4), (uint32_t)pitch);
        return vaddq_n_u32(apart, (uint32_t)(uintptr_t)word - 4u);
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
