import Basics
import Kernels
import Targets

/// The definitions of what a program does with words of two integers.
///
/// Compilers that know the machine's instructions take those; all others what they mean.
struct PackedPrologue {
  private let packed: PackedInstructions?
  private let operations: [PackedOperation]
  private let functions: [PackedFunction]
  private let steps: [RegisterTileSize]
  private let rows: [PackedRowStep]

  init(_ target: Target, for words: CodeWords) {
    packed = target.packed
    let called = target.packed == nil ? [] : words.called
    steps = target.packed.map(PackedStep.all)?.filter { called.contains(PackedStep.name($0)) } ?? []
    rows = target.packed.map(PackedRowStep.all)?.filter { called.contains($0.name) } ?? []
    functions = PackedFunction.allCases.filter { [rows] in
      called.contains($0.rawValue) || $0 == .wordAt && !rows.isEmpty
    }
    let calledInside = Set(functions.compactMap(\.calls))
      .union(steps.isEmpty && rows.isEmpty ? [] : [.addLowProduct, .addHighProduct])
      .union(rows.map { $0.isOdd ? .oddBytes : .evenBytes })
    operations = PackedOperation.allCases.filter {
      called.contains($0.rawValue) || calledInside.contains($0)
    }
  }

  func print(to writer: inout CodeWriter) {
    guard let packed, !operations.isEmpty || !functions.isEmpty else { return }
    writer.line(
      """
      /* ---- Words of two integers of 16 bits ---- */

      #if defined(\(packed.macro))
      #include <\(packed.header)>
      #endif

      """)
    for operation in operations { print(operation, packed, to: &writer) }
    for function in functions { writer.line(function.definition + "\n") }
    for step in steps { print(step, packed, to: &writer) }
    for row in rows { print(row, packed, to: &writer) }
  }

  private func print(
    _ operation: PackedOperation, _ packed: PackedInstructions, to writer: inout CodeWriter
  ) {
    let operands = operation.operands.map { "int32_t \($0)" }.joined(separator: ", ")
    let type = operation == .saturated ? "int8_t" : "int32_t"
    writer.line("/* \(operation.comment) */")
    writer.line("static inline \(type) \(operation.rawValue)(\(operands)) {")
    if let spelling = packed[operation] {
      writer.line("#if defined(\(packed.macro))")
      writer.line(indented(spelling.code))
      writer.line("#else\n  \(operation.meaning)\n#endif")
    } else {
      writer.line("  \(operation.meaning)")
    }
    writer.line("}\n")
  }

  private func indented(_ text: String) -> String {
    text.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
  }
}

extension PackedFunction {
  fileprivate var definition: String {
    switch self {
    case .wordAt:
      """
      /* The word at a pointer. */
      static inline int32_t word_at(const int8_t *from) {
        int32_t word;
        memcpy(&word, from, sizeof word);
        return word;
      }
      """
    case .scaledUp:
      """
      /* (2 * sum) * multiplier / 2^(31 + shift), rounded twice, the second time halves up; what rounds
         is in the offset. */
      static inline int32_t scaled_up(
          int32_t sum, int32_t multiplier, int32_t offset, int32_t shift) {
        return add_rounded_high(offset, sum, multiplier) >> shift;
      }
      """
    case .scaledAway:
      """
      /* The same with halves away from zero. */
      static inline int32_t scaled_away(
          int32_t sum, int32_t multiplier, int32_t offset, int32_t shift) {
        const int32_t high = add_rounded_high(0, sum, multiplier);
        return (high + (high >> 31) + offset) >> shift;
      }
      """
    }
  }
}

extension PackedOperation {
  fileprivate var comment: String {
    switch self {
    case .evenBytes: "Bytes 0 and 2 of a word, widened into its halves."
    case .oddBytes: "Bytes 1 and 3 of a word, widened into its halves."
    case .evenUnsigned: "Bytes 0 and 2 of a word, widened into its halves without signs."
    case .oddUnsigned: "Bytes 1 and 3 of a word, widened into its halves without signs."
    case .addLowProduct: "A sum and the product of low halves."
    case .addHighProduct: "A sum and the product of high halves."
    case .addRoundedHigh: "A sum and the high half of a product, halves up."
    case .saturated: "The nearest number that 8 bits hold."
    }
  }

  /// The body of a function that computes it anywhere.
  package var meaning: String {
    switch self {
    case .evenBytes:
      "return (int32_t)((uint32_t)(uint16_t)(int8_t)a | (uint32_t)(int8_t)(a >> 16) << 16);"
    case .oddBytes:
      "return (int32_t)((uint32_t)(uint16_t)(int8_t)(a >> 8) | (uint32_t)(int8_t)(a >> 24) << 16);"
    case .evenUnsigned: "return a & 0xff00ff;"
    case .oddUnsigned: "return a >> 8 & 0xff00ff;"
    case .addLowProduct: "return (int32_t)((uint32_t)a + (uint32_t)((int16_t)b * (int16_t)c));"
    case .addHighProduct: "return (int32_t)((uint32_t)a + (uint32_t)((b >> 16) * (c >> 16)));"
    case .addRoundedHigh:
      "return (int32_t)((uint32_t)a + (uint32_t)(((int64_t)b * c + ((int64_t)1 << 31)) >> 32));"
    case .saturated: "return (int8_t)(a < -128 ? -128 : a > 127 ? 127 : a);"
    }
  }
}
