import Basics
import Kernels

/// Spells loop nests in C99, which is also C++.
package struct CPrinter {
  /// How a parameter or a local of a type is declared.
  static func type(_ type: ValueType) -> String {
    switch type {
    case .index: "size_t "
    case .float: "float "
    case .source: "const float *"
    case .destination: "float *"
    case .sourceRows: "const float **"
    case .destinationRows: "float **"
    case .rowCallback, .context: "void *"
    }
  }

  /// The declaration of a parameter.
  static func declaration(_ parameter: Function.Parameter) -> String {
    switch parameter.type {
    case .rowCallback: "int (*\(parameter.name))(void *context, uint32_t y, float *row)"
    case .index, .float, .source, .destination, .sourceRows, .destinationRows, .context:
      type(parameter.type) + parameter.name
    }
  }

  package static func print(_ function: Function, to writer: inout CodeWriter) {
    print(comment: function.comment, to: &writer)
    let result = function.canFail ? "int" : "void"
    writer.block(
      "static \(result) \(function.name)", items: function.parameters.map(declaration)
    ) {
      print(withoutNeedlessBlocks(function.body), to: &$0)
      if function.canFail { $0.line("return 0;") }
    }
    writer.line()
  }

  static func print(_ body: [Statement], to writer: inout CodeWriter) {
    for statement in body { print(statement, to: &writer) }
  }

  static func print(comment text: String, to writer: inout CodeWriter) {
    writer.line("/* ", items: words(text), separator: "", tail: " */")
  }

  /// The words of a text in a comment.
  static func words(_ text: String) -> [String] {
    comment(text).split(separator: " ").map(String.init)
  }

  /// A text that cannot end the comment it stands in, nor join its line with the next: `??/` is a
  /// backslash to C99.
  package static func comment(_ text: String) -> String {
    let plain = text.unicodeScalars.map { scalar -> String in
      switch scalar {
      case "\\", "?": "_"
      case " "..."~": String(scalar)
      default: "_"
      }
    }
    return plain.joined().replacing("*/", with: "* /").replacing("/*", with: "/ *")
  }

  private static func print(_ statement: Statement, to writer: inout CodeWriter) {
    switch statement {
    case .comment(let text): print(comment: text, to: &writer)
    case .constant(let name, let type, let value):
      let declared: String =
        switch type {
        case .index, .float: "const " + self.type(type)
        case .source, .destination, .sourceRows, .destinationRows, .rowCallback, .context:
          self.type(type) + "const "
        }
      writer.line("\(declared)\(name) = \(text(value));")
    case .array(let name, let type, let count):
      writer.line("\(self.type(type))\(name)[\(count)];")
    case .assign(let place, let value): writer.line("\(text(place)) = \(text(value));")
    case .accumulate(let place, let value): writer.line("\(text(place)) += \(text(value));")
    case .block(let body): writer.block("") { print(body, to: &$0) }
    case .call(let name, let arguments):
      writer.line("\(name)(", items: arguments.map { text($0) }, tail: ");")
    case .table(let name, let numbers):
      writer.line(
        "static const uint16_t \(name)[] = {", items: numbers.map(String.init), tail: "};")
    case .counter(let name): writer.line("size_t \(name) = 0;")
    case .advance(let counter, let end, let body):
      writer.block("for (; \(counter) < \(text(end, above: 2)); ++\(counter))") {
        print(body, to: &$0)
      }
    case .deliver(let callback, let context, let row, let place):
      writer.line(
        "if (\(callback)(\(context), (uint32_t)\(text(row, above: 4)), \(text(place)))) return 1;")
    case .loop(let loop):
      if loop.isOverLanes { writer.line("MNCC_LANES") }
      if loop.staysRolled { writer.line("MNCC_ROLLED") }
      let i = loop.variable
      let step = loop.step == 1 ? "++\(i)" : "\(i) += \(loop.step)"
      let head =
        "for (size_t \(i) = \(text(loop.from)); \(i) < \(text(loop.to, above: 3)); \(step))"
      writer.block(head) { print(loop.body, to: &$0) }
    }
  }

  /// An expression in C, in parentheses if it binds weaker than `above`.
  ///
  /// Levels: 1 select, 2 comparison, 3 sum, 4 product, 5 operand of an index.
  private static func text(_ expression: Expression, above: Int = 0) -> String {
    func bound(_ level: Int, _ text: String) -> String { level <= above ? "(\(text))" : text }
    switch expression {
    case .integer(let value): return String(value)
    case .float(let value): return float(value)
    case .name(let name): return name
    case .element(let base, let index): return "\(text(base, above: 5))[\(text(index))]"
    case .advanced(let base, let distance):
      return bound(3, "\(text(base, above: 2)) + \(text(distance, above: 2))")
    case .binary(.add, let a, let b): return bound(3, "\(text(a, above: 2)) + \(text(b, above: 2))")
    case .binary(.subtract, let a, let b):
      return bound(3, "\(text(a, above: 2)) - \(text(b, above: 3))")
    case .binary(.multiply, let a, let b):
      return bound(4, "\(text(a, above: 3)) * \(text(b, above: 4))")
    case .binary(.divide, let a, let b):
      return bound(4, "\(text(a, above: 3)) / \(text(b, above: 4))")
    case .binary(.remainder, let a, let b):
      return bound(4, "\(text(a, above: 3)) % \(text(b, above: 4))")
    case .binary(.less, let a, let b):
      return bound(2, "\(text(a, above: 2)) < \(text(b, above: 2))")
    case .binary(.greater, let a, let b):
      return bound(2, "\(text(a, above: 2)) > \(text(b, above: 2))")
    case .select(let condition, let yes, let no):
      return bound(
        1, "\(text(condition, above: 1)) ? \(text(yes, above: 1)) : \(text(no, above: 1))")
    }
  }

  /// A finite float constant; Swift's shortest decimal that reads back to the same number.
  static func float(_ value: Float) -> String {
    precondition(value.isFinite, "C has no portable spelling of \(value)")
    return value < 0 ? "(\(value)f)" : "\(value)f"
  }
}
