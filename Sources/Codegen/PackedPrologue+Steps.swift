import Basics
import Kernels
import Targets

/// The steps of kernels: macros, as they change what they are given.
extension PackedPrologue {
  /// The step of a register tile.
  func print(
    _ size: RegisterTileSize, _ packed: PackedInstructions, to writer: inout CodeWriter
  ) {
    let sums = (0..<size.pixels).flatMap { pixel in
      (0..<size.channels).map { "a\(pixel)\($0)" }
    }
    let meaning = (0..<size.pixels).flatMap { pixel in
      (0..<size.channels).map { product("a\(pixel)\($0)", "(u)[\(pixel)]", "(w)[\($0)]") }
    }
    writer.line(
      "/* The products of words of \(size.pixels) pixels and \(size.channels) channels, added to sums. */"
    )
    define(
      PackedStep.name(size), ["u", "w"] + sums, words: packed.wordCount(size),
      changed: sums + ["u", "w"],
      read: [], packed.step(size), packed.macro,
      meaning: meaning + ["u += \(size.pixels);", "w += \(size.channels);"], to: &writer)
  }

  /// The row of the windows of a depthwise op.
  func print(
    _ row: PackedRowStep, _ packed: PackedInstructions, to writer: inout CodeWriter
  ) {
    let sums = (0..<row.pixels).flatMap { pixel in (0...1).map { "a\(pixel)\($0)" } }
    let widened: PackedOperation = row.isOdd ? .oddBytes : .evenBytes
    let meaning = row.covered.flatMap { column -> [String] in
      ["word = \(widened.rawValue)(word_at((from) + \(column) * (pitch)));"]
        + row.uses(of: column).flatMap { pixel, tap -> [String] in
          let weight = "(w)[(first) + \(tap)]"
          return [
            "a\(pixel)0 = add_low_product(a\(pixel)0, word, \(weight));",
            "a\(pixel)1 = add_high_product(a\(pixel)1, word, \(weight));",
          ]
        }
    }
    let offsets =
      row.covered.map { "\"n\"(\($0) * (pitch))" }
      + (0..<row.columns).map { "\"n\"(4 * ((first) + \($0)))" }
    writer.line(
      """
      /* A row of \(row.columns) columns of the windows of \(row.pixels) pixels, \(row.stride) apart: \
      its products of two channels, added to sums. */
      """)
    define(
      row.name, ["from", "pitch", "w", "first"] + sums, words: row.columns + 1, changed: sums,
      read: ["\"r\"(from)", "\"r\"(w)"] + offsets, packed.row(row), packed.macro,
      meaning: ["int32_t word;"] + meaning, to: &writer)
  }

  private func product(_ sum: String, _ x: String, _ w: String) -> String {
    "\(sum) = add_low_product(add_high_product(\(sum), \(x), \(w)), \(x), \(w));"
  }

  /// A macro that is assembly where there are the instructions, and what that means elsewhere.
  private func define(
    _ name: String, _ parameters: [String], words count: Int, changed: [String], read: [String],
    _ assembly: [String], _ condition: String, meaning: [String], to writer: inout CodeWriter
  ) {
    let head = "\(name)(\(parameters.joined(separator: ", ")))"
    let words = (0..<count).map { "word\($0)" }
    let outputs =
      changed.map { "\"+r\"(\($0))" } + words.map { "\"=&r\"(\($0))" }
    func define(_ lines: [String]) {
      writer.line("#define \(head) \\")
      for line in ["do {"] + lines.map({ "  " + $0 }) { writer.line("  \(line) \\") }
      writer.line("  } while (0)")
    }
    // Without optimisation there are no registers for all operands.
    writer.line("#if defined(\(condition)) && defined(__OPTIMIZE__)")
    define(
      ["int32_t \(words.joined(separator: ", "));", "__asm__ volatile("]
        + assembly.map { "  \"\($0)\\n\\t\"" } + Self.wrapped(outputs) + Self.wrapped(read)
        + ["  : \"memory\");"])
    writer.line("#else")
    define(meaning)
    writer.line("#endif\n")
  }

  /// Operands of assembly in lines of a few.
  static func wrapped(_ operands: [String]) -> [String] {
    let starts = Array(stride(from: 0, to: operands.count, by: 4))
    let lines = starts.map { start in
      let end = min(start + 4, operands.count)
      let list = operands[start..<end].joined(separator: ", ")
      return (start == 0 ? "  : " : "    ") + list + (end < operands.count ? "," : "")
    }
    return lines.isEmpty ? ["  :"] : lines
  }
}
