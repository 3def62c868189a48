import Basics
import Kernels

/// Spells loop nests in C99, which is also C++.
package struct CPrinter {
  /// How a parameter or a local of a type is declared.
  static func type(_ type: ValueType) -> String {
    switch type {
    case .index: "size_t "
    case .scalar(let scalar): word(scalar) + " "
    case .vector(let lanes): VectorName.type(lanes: lanes) + " "
    case .integerVector(let lanes): VectorName.integers(lanes: lanes) + " "
    case .pointer(let scalar): "const \(word(scalar)) *"
    case .place(let scalar): "\(word(scalar)) *"
    case .pointers(let scalar): "const \(word(scalar)) **"
    case .places(let scalar): "\(word(scalar)) **"
    case .rowCallback, .context: "void *"
    case .record(let name): "struct \(name) *"
    }
  }

  /// The name of a number's type.
  static func word(_ scalar: Scalar) -> String {
    switch scalar {
    case .float: "float"
    case .int8: "int8_t"
    case .uint8: "uint8_t"
    case .int32: "int32_t"
    }
  }

  /// The declaration of a parameter.
  static func declaration(_ parameter: Function.Parameter) -> String {
    switch parameter.type {
    case .rowCallback(let scalar):
      "int (*\(parameter.name))(void *context, uint32_t y, \(word(scalar)) *row)"
    case .index, .scalar, .vector, .integerVector, .pointer, .place, .pointers, .places, .context,
      .record:
      type(parameter.type) + parameter.name
    }
  }

  package static func print(
    _ function: Function, isKernel: Bool = false, to writer: inout CodeWriter
  ) {
    print(comment: function.comment, to: &writer)
    if isKernel { writer.line("MNCC_KERNEL") }
    let result = function.canFail ? "int" : "void"
    writer.block(
      "static \(result) \(function.name)", items: function.parameters.map(declaration)
    ) {
      print(withoutNeedlessBlocks(function.body), to: &$0)
      if function.canFail { $0.line("return 0;") }
    }
    writer.line()
  }

  static func print(_ record: Record, to writer: inout CodeWriter) {
    print(comment: record.comment, to: &writer)
    writer.block("struct \(record.name)", tail: ";\n") {
      for field in record.fields { $0.line("size_t \(field);") }
    }
  }

  static func print(_ table: NumberTable, to writer: inout CodeWriter) {
    print(comment: table.comment, to: &writer)
    writer.line("static const uint16_t \(table.name)[] = {")
    writer.line("  ", items: table.numbers.map(String.init), tail: "};\n")
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
        case .index, .scalar, .vector, .integerVector: "const " + self.type(type)
        case .pointer, .place, .pointers, .places, .rowCallback, .context, .record:
          self.type(type) + "const "
        }
      print("\(declared)\(name) = ", value, to: &writer)
    case .array(let name, let type, let count):
      writer.line("\(self.type(type))\(name)[\(count)];")
    case .variable(let name, let type): writer.line("\(self.type(type))\(name);")
    case .record(let name, let type, let values):
      writer.line("struct \(type) \(name) = {", items: values.map { text($0) }, tail: "};")
    case .assign(let place, let value): print("\(text(place)) = ", value, to: &writer)
    case .accumulate(let place, let value): print("\(text(place)) += ", value, to: &writer)
    case .block(let body): writer.block("") { print(body, to: &$0) }
    case .when(let condition, let yes, let no):
      writer.block("if (\(text(condition)))") { print(yes, to: &$0) }
      if !no.isEmpty { writer.block("else") { print(no, to: &$0) } }
    case .call(let name, let arguments):
      writer.line("\(name)(", items: pieces(arguments), separator: "", tail: ");")
    case .attempt(let name, let arguments):
      writer.line("if (\(name)(", items: arguments.map { text($0) }, tail: ")) return 1;")
    case .count(let name, let counter, let end, let body):
      writer.block("while (\(text(counter, above: 2)) < \(text(end, above: 2)))") {
        $0.line("const size_t \(name) = \(text(counter))++;")
        print(body, to: &$0)
      }
    case .deliver(let callback, let context, let row, let place):
      let arguments = [context, "(uint32_t)\(text(row, above: 4))", text(place)]
      writer.line("if (\(callback)(", items: arguments, tail: ")) return 1;")
    case .loop(let loop):
      switch loop.kind {
      case .plain: break
      case .lanes: writer.line(LoopWord.lanes)
      case .rolled: writer.line(LoopWord.rolled)
      case .paired: writer.line(LoopWord.paired)
      }
      let i = loop.variable
      let step = loop.step == 1 ? "++\(i)" : "\(i) += \(loop.step)"
      let head = [
        "size_t \(i) = \(text(loop.from));", "\(i) < \(text(loop.to, above: 3));", step,
      ]
      writer.block("for ", items: head, separator: "") { print(loop.body, to: &$0) }
    }
  }

  /// Sets something to a value, in several lines where it is long.
  private static func print(_ head: String, _ value: Expression, to writer: inout CodeWriter) {
    writer.line(head, items: pieces(value), separator: "", tail: ";")
  }

  /// A value in pieces between which a line may end: the parts of a choice, else operators.
  private static func pieces(_ value: Expression) -> [String] {
    guard case .select(let condition, let yes, let no) = value else { return pieces(text(value)) }
    let parts = ["\(text(condition, above: 0)) ?", "\(text(yes, above: 0)) :"]
    return parts.flatMap { $0.utf8.count < 70 ? [$0] : pieces($0) } + pieces(no)
  }

  /// Arguments, the long ones in pieces.
  private static func pieces(_ arguments: [Expression]) -> [String] {
    let texts = arguments.enumerated().map { index, argument in
      text(argument) + (index + 1 < arguments.count ? "," : "")
    }
    return texts.flatMap { $0.utf8.count < 70 ? [$0] : pieces($0) }
  }

  private static func pieces(_ text: String) -> [String] {
    var pieces: [String] = []
    for word in text.split(separator: " ").map(String.init) {
      let isOperator = word.allSatisfy { "+-*/%<>&?:".contains($0) }
      if isOperator, let last = pieces.popLast() {
        pieces.append(last + " " + word)
      } else {
        pieces.append(word)
      }
    }
    return pieces
  }

  /// An expression in C, in parentheses if it binds weaker than `above`.
  ///
  /// Levels: 0 select, 1 and, 2 comparison, 3 sum, 4 product, 5 operand of an index.
  private static func text(_ expression: Expression, above: Int = -1) -> String {
    func bound(_ level: Int, _ text: String) -> String { level <= above ? "(\(text))" : text }
    switch expression {
    case .integer(let value): return String(value)
    case .float(let value): return float(value)
    case .name(let name): return name
    case .element(let base, let index): return "\(text(base, above: 5))[\(text(index))]"
    case .field(let name, let record): return "\(text(record, above: 5))->\(name)"
    case .address(let variable): return "&\(text(variable, above: 5))"
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
    case .binary(.and, let a, let b):
      return bound(1, "\(text(a, above: 0)) && \(text(b, above: 1))")
    case .apply(let name, let operands):
      return "\(name)(\(operands.map { text($0) }.joined(separator: ", ")))"
    case .select(let condition, let yes, let no):
      // A choice in the last place needs no parentheses: choices follow each other.
      return bound(
        0, "\(text(condition, above: 0)) ? \(text(yes, above: 0)) : \(text(no, above: -1))")
    }
  }

  /// A finite float constant; Swift's shortest decimal that reads back to the same number.
  static func float(_ value: Float) -> String {
    precondition(value.isFinite, "C has no portable spelling of \(value)")
    return value < 0 ? "(\(value)f)" : "\(value)f"
  }
}
