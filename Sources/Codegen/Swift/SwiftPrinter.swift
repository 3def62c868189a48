import Basics
import Kernels

/// Spells loop nests in Swift.
///
/// Loops over lanes become vectors (`SwiftPrinter+Lanes`). All others count with `while` and wrapping
/// arithmetic, and everything lies behind pointers: nothing is checked, retained or specialised.
package struct SwiftPrinter {
  let facts: SwiftFacts
  var scope = SwiftScope()
  /// The lanes at hand inside of a loop over lanes.
  var lanes: Lanes?

  struct Lanes {
    let variable: String
    let chunk: LaneChunk
  }

  init(_ facts: SwiftFacts) { self.facts = facts }

  /// Prints a kernel by itself.
  package static func print(kernel: Function, to writer: inout CodeWriter) {
    SwiftPrinter(SwiftFacts()).print(kernel, isInlined: false, to: &writer)
  }

  // MARK: Declarations

  func print(_ function: Function, isInlined: Bool, to writer: inout CodeWriter) {
    Self.print(comment: function.comment, mark: "///", to: &writer)
    if !isInlined { writer.line("@inline(never)") }
    var printer = self
    for parameter in function.parameters { printer.scope[parameter.name] = .value(parameter.type) }
    let scratch = facts.scratch(of: function.name)
    for (pixel, _) in facts.outside {
      printer.scope[pixel.name] = .value(.pointer(pixel.scalar))
    }
    let parameters =
      function.parameters.filter { $0.type != .context }
      .map { "_ \($0.name): \(Self.parameterType($0.type))" }
      + scratch.map { "_ \($0.name): \($0.type)" }
    writer.list(
      "private static func \(function.name)", items: parameters,
      tail: function.canFail ? " -> Bool {" : " {")
    writer.indented {
      printer.print(withoutNeedlessBlocks(function.body), to: &$0)
      if function.canFail { $0.line("return true") }
    }
    writer.line("}\n")
  }

  static func print(_ record: Record, to writer: inout CodeWriter) {
    print(comment: record.comment, mark: "///", to: &writer)
    writer.block("private struct \(type(ofRecord: record.name))", tail: "\n") {
      for field in record.fields { $0.line("var \(field): Int") }
    }
  }

  /// A table as a choice, of which the compiler makes a table again: an array would be counted and
  /// checked.
  static func print(_ table: NumberTable, to writer: inout CodeWriter) {
    print(comment: table.comment, mark: "///", to: &writer)
    writer.block("private static func \(table.name)(_ index: Int) -> Int", tail: "\n") {
      $0.line("switch index {")
      for (index, number) in table.numbers.enumerated() {
        let isLast = index == table.numbers.count - 1
        $0.line("\(isLast ? "default" : "case \(index)"): return \(number)")
      }
      $0.line("}")
    }
  }

  /// A comment of as many lines as it takes.
  static func print(comment text: String, mark: String, to writer: inout CodeWriter) {
    writer.line(
      mark + " ", items: CPrinter.words(text), separator: "", continuation: mark + " ")
  }

  // MARK: Statements

  mutating func print(_ body: [Statement], to writer: inout CodeWriter) {
    let declared = Self.declarationCounts(body)
    for (index, statement) in body.enumerated() {
      if case .loop(let loop) = statement, loop.kind == .lanes {
        printLanes(loop, Self.numbers(for: index, of: body), declared, to: &writer)
      } else if !Self.isReadLater(index, of: body) {
        print(statement, declared, to: &writer)
      }
    }
  }

  private func printNested(_ body: [Statement], to writer: inout CodeWriter) {
    var inner = self
    inner.scope = scope.nested
    inner.print(body, to: &writer)
  }

  private mutating func print(
    _ statement: Statement, _ declared: [String: Int], to writer: inout CodeWriter
  ) {
    switch statement {
    case .comment(let text): Self.print(comment: text, mark: "//", to: &writer)
    case .constant(let name, let type, let value):
      printConstant(name, type, value, to: &writer)
    case .array(let name, let type, let count): declare(name, type, count, to: &writer)
    case .variable(let name, let type):
      writer.line("var \(name): \(Self.parameterType(type)) = 0")
      scope[name] = .value(type)
    case .record(let name, let type, let values):
      let fields = zip(facts.fields[type] ?? [], values).map { "\($0): \(text($1))" }
      writer.list("var \(name) = \(Self.type(ofRecord: type))", items: fields)
      scope[name] = .value(.record(type))
    case .assign(let place, .apply(IntegerFunction.wrappingSum.rawValue, let sum))
    where sum[0] == place:
      accumulate(sum[1], at: place, to: &writer)
    case .assign(let place, let value):
      print("\(self.place(place)) = ", stored(value, at: place), to: &writer)
    case .accumulate(let place, let value): accumulate(value, at: place, to: &writer)
    case .block(let body): writer.block("do") { printNested(body, to: &$0) }
    case .when(let condition, let yes, let no):
      writer.line("if \(text(condition)) {")
      writer.indented { printNested(yes, to: &$0) }
      if !no.isEmpty {
        writer.line("} else {")
        writer.indented { printNested(no, to: &$0) }
      }
      writer.line("}")
    case .call(let name, let arguments):
      writer.list(name, items: self.arguments(arguments, of: name))
    case .attempt(let name, let arguments):
      writer.list(
        "guard \(name)", items: self.arguments(arguments, of: name),
        tail: " else { return false }")
    case .count(let name, let counter, let end, let body):
      writer.block("while \(text(counter)) < \(text(end, above: 2))") {
        var inner = self
        inner.scope = scope.nested
        inner.scope[name] = .value(.index)
        if Self.uses(name, body) { $0.line("let \(name) = \(text(counter))") }
        $0.line("\(text(counter)) &+= 1")
        inner.print(body, to: &$0)
      }
    case .deliver(let callback, _, let row, let place):
      writer.list(
        "guard \(callback)", items: [text(row), text(place)], tail: " else { return false }")
    case .loop(let loop):
      let i = loop.variable
      let (from, to) = (text(loop.from), text(loop.to, above: 2))
      print((scope.declareCounter(i) ? "var " : "") + "\(i) = ", from, to: &writer)
      writer.block("while \(i) < \(to)") {
        printNested(loop.body, to: &$0)
        $0.line("\(i) &+= \(loop.step)")
      }
    }
  }

  mutating func printConstant(
    _ name: String, _ type: ValueType, _ value: Expression, to writer: inout CodeWriter
  ) {
    print("let \(declaration(of: name, type, value)) = ", converted(value, to: type), to: &writer)
    scope[name] = .value(type)
  }

  /// A name with its type where the value does not tell it.
  private func declaration(of name: String, _ type: ValueType, _ value: Expression) -> String {
    switch (type, value) {
    case (.scalar, .element): name
    case (.scalar(let scalar), _): "\(name): \(Self.number(scalar))"
    case (.index, _), (.vector, _), (.integerVector, _), (.pointer, _), (.place, _),
      (.pointers, _),
      (.places, _), (.rowCallback, _), (.context, _), (.record, _):
      name
    }
  }

  private mutating func declare(
    _ name: String, _ type: ValueType, _ count: Int, to writer: inout CodeWriter
  ) {
    switch type {
    case .pointer(let scalar):
      declare(name, .sources(scalar), .pointers(scalar), count, to: &writer)
    case .place(let scalar):
      declare(name, .destinations(scalar), .places(scalar), count, to: &writer)
    case .scalar(let scalar):
      for chunk in LaneChunk.all(count) {
        writer.line("var \(chunk.variable(of: name)) = \(chunk.type(scalar))()")
      }
      scope[name] = .lanes(scalar)
    case .index, .vector, .integerVector, .pointers, .places, .rowCallback, .context, .record:
      preconditionFailure("no kernel has an array of \(type)")
    }
  }

  /// Takes some of a table of pointers.
  private mutating func declare(
    _ name: String, _ table: SwiftScratch, _ type: ValueType, _ count: Int,
    to writer: inout CodeWriter
  ) {
    let used = scope.pointers[table] ?? 0
    writer.line("let \(name) = \(table.name)\(used == 0 ? "" : " + \(used)")")
    scope[name] = .value(type)
    scope.pointers[table] = used + count
  }

  private func arguments(_ values: [Expression], of function: String) -> [String] {
    let own = values.compactMap { value -> String? in
      guard case .name(let name) = value else { return text(value) }
      switch scope[name] {
      case .value(.context): return nil
      case .value(.record): return "&" + name
      case .value, .lanes, .vector, nil: return name
      }
    }
    return own + facts.scratch(of: function).map(\.name)
  }

  private static func uses(_ name: String, _ body: [Statement]) -> Bool {
    var used = UsedNames()
    _ = used.withoutUnusedConstants(body)
    return used.variables.contains(name)
  }

  /// How often each name is declared in a body, in loops over lanes too.
  private static func declarationCounts(_ body: [Statement]) -> [String: Int] {
    var counts: [String: Int] = [:]
    for statement in body {
      switch statement {
      case .constant(let name, _, _), .array(let name, _, _), .variable(let name, _),
        .record(let name, _, _):
        counts[name, default: 0] += 1
      case .loop(let loop) where loop.kind == .lanes:
        for (name, count) in declarationCounts(loop.body) { counts[name, default: 0] += count }
      case .comment, .assign, .accumulate, .loop, .block, .when, .call, .attempt, .count, .deliver:
        break
      }
    }
    return counts
  }

  /// Sets something to a value, in several lines where it is long.
  func print(_ head: String, _ value: String, to writer: inout CodeWriter) {
    var pieces: [String] = []
    for word in value.split(separator: " ").map(String.init) {
      let isOperator = word.allSatisfy { "+-*/%<>&?:.".contains($0) }
      if isOperator, let last = pieces.popLast() {
        pieces.append(last + " " + word)
      } else {
        pieces.append(word)
      }
    }
    writer.line(head, items: pieces, separator: "")
  }
}
