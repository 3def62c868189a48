import Basics
import Kernels

extension SwiftPrinter {
  /// Prints a loop over lanes: each statement for all vectors into which the lanes are cut, then the
  /// next one.
  ///
  /// `numbers` are constants for this loop alone. They are read where they are used first, to be in
  /// registers no longer than needed. Names of a body that the code around it has too stand in a block.
  mutating func printLanes(
    _ loop: Loop, _ numbers: ArraySlice<Statement>, _ declared: [String: Int],
    to writer: inout CodeWriter
  ) {
    guard case .integer(let count) = loop.to else {
      preconditionFailure("the number of lanes is known")
    }
    let chunks = LaneChunk.all(count)
    let isAlone = Self.constants(of: loop.body).allSatisfy { declared[$0] == 1 && scope[$0] == nil }
    if isAlone {
      printLanes(loop, numbers, chunks, to: &writer)
    } else {
      writer.block("do") {
        var inner = self
        inner.scope = scope.nested
        inner.printLanes(loop, numbers, chunks, to: &$0)
      }
    }
  }

  private mutating func printLanes(
    _ loop: Loop, _ numbers: ArraySlice<Statement>, _ chunks: [LaneChunk],
    to writer: inout CodeWriter
  ) {
    var printed: Set<String> = []
    for statement in loop.body {
      let used = Self.variables(in: statement)
      for case .constant(let name, let type, let value) in numbers
      where used.contains(name) && printed.insert(name).inserted {
        printConstant(name, type, value, to: &writer)
      }
      for chunk in chunks {
        lanes = Lanes(variable: loop.variable, chunk: chunk)
        printLane(statement, to: &writer)
      }
      lanes = nil
    }
  }

  /// What a statement of a loop over lanes reads.
  private static func variables(in statement: Statement) -> Set<String> {
    var used = UsedNames()
    _ = used.withoutUnusedConstants([statement])
    if case .constant(_, _, let value) = statement { used.add(value) }
    return used.variables
  }

  /// The constants right ahead of a loop over lanes that are for it alone.
  static func numbers(for loop: Int, of body: [Statement]) -> ArraySlice<Statement> {
    // Neighbouring loops over lanes may share them.
    if loop + 1 < body.count, body[loop + 1].isLanes { return [] }
    let first = body[..<loop].lastIndex { !$0.isNumber }.map { $0 + 1 } ?? 0
    return body[first..<loop]
  }

  /// Whether a statement is one of those constants.
  static func isReadLater(_ index: Int, of body: [Statement]) -> Bool {
    guard let loop = body[index...].firstIndex(where: { !$0.isNumber }), body[loop].isLanes
    else { return false }
    return numbers(for: loop, of: body).indices.contains(index)
  }

  private static func constants(of body: [Statement]) -> [String] {
    body.compactMap { if case .constant(let name, _, _) = $0 { name } else { nil } }
  }

  private mutating func printLane(_ statement: Statement, to writer: inout CodeWriter) {
    switch statement {
    case .constant(let name, .scalar(let scalar), let value):
      let type = isVector(value) || !isLiteral(value) ? "" : ": \(Self.number(scalar))"
      // Where lanes do not differ, one constant is for all of them.
      guard varies(value) || lanes?.chunk.first == 0 else { return }
      let own = varies(value) ? lanes?.chunk.variable(of: name) ?? name : name
      print("let \(own)\(type) = ", text(value), to: &writer)
      scope[name] = varies(value) ? .vector(scalar) : .value(.scalar(scalar))
    case .assign(let place, .apply(IntegerFunction.wrappingSum.rawValue, let sum))
    where sum[0] == place:
      accumulate(sum[1], at: place, to: &writer)
    case .assign(let place, let value): assign(value, to: place, &writer)
    case .accumulate(let place, let value):
      if isPointed(place) {
        assign(place + value, to: place, &writer)
      } else {
        accumulate(value, at: place, to: &writer)
      }
    case .comment, .constant, .array, .variable, .record, .loop, .block, .when, .call, .attempt,
      .count, .deliver:
      preconditionFailure("loops over lanes only compute")
    }
  }

  private func isLiteral(_ value: Expression) -> Bool {
    if case .float = value { true } else { Self.number(in: value) != nil }
  }

  /// Whether a place of the lanes lies behind a pointer.
  private func isPointed(_ place: Expression) -> Bool {
    guard case .element(.name(let name), _) = place, case .lanes = scope[name] else { return true }
    return false
  }

  private func assign(
    _ value: Expression, to place: Expression, _ writer: inout CodeWriter
  ) {
    guard isPointed(place), let lanes, lanes.chunk.width > 1,
      case .element(let base, let index) = place
    else { return print("\(self.place(place)) = ", vectorToStore(value, at: place), to: &writer) }
    precondition(isSideBySide(base, index), "lanes are stored in one piece")
    let pointer = text(pointer(base, index))
    if memory(at: place) == .int8 {
      let (variable, code) = storedLanes(value, in: lanes)
      let head = "\(lanes.chunk.variable(of: variable)).store(at: \(pointer))"
      writer.line("\(head) { \(variable), \(lanes.variable) in")
      writer.indented { print("", code, to: &$0) }
      return writer.line("}")
    }
    print("", "\(vector(value, like: place, above: 4)).store(at: \(pointer))", to: &writer)
  }

  private func vectorToStore(_ value: Expression, at place: Expression) -> String {
    isVector(place) ? vector(value, like: place) : stored(value, at: place)
  }

  /// Adds a value to a variable or an element.
  func accumulate(_ value: Expression, at place: Expression, to writer: inout CodeWriter) {
    let (sum, isFloat) = (self.place(place), type(of: place) == .float)
    if case .binary(.multiply, let a, let b) = value {
      print("\(sum).add(", "\(product(a, b)))", to: &writer)
    } else {
      print("\(sum) \(isFloat ? "+" : "&+")= ", vector(value, like: place), to: &writer)
    }
  }

  /// The pointer to the first of the lanes at hand.
  private func pointer(_ base: Expression, _ index: Expression) -> Expression {
    guard let lanes else { return base.advanced(by: index) }
    return base.advanced(by: index.replacing(lanes.variable, with: lanes.chunk.first))
  }

  /// Whether the elements of neighbouring lanes lie side by side.
  private func isSideBySide(_ base: Expression, _ index: Expression) -> Bool {
    guard let lanes else { return false }
    return Expression.element(base, index).isSideBySide(in: lanes.variable)
  }

  /// What a value is written to.
  func place(_ expression: Expression) -> String {
    guard case .element(let base, let index) = expression, isPointed(expression) else {
      return text(expression)
    }
    return element(base, index, of: 0)
  }

  /// An element, or in a loop over lanes those of the lanes at hand; integers of 8 bits become wider.
  func element(of base: Expression, at index: Expression) -> String {
    if case .name(let name) = base {
      if facts.tables.contains(name) { return "\(name)(\(text(index)))" }
      if case .lanes = scope[name], let chunk = lanes?.chunk { return chunk.variable(of: name) }
    }
    let isNarrow = memory(at: .element(base, index)) == .int8
    func wide(_ element: String) -> String { isNarrow ? "Int32(\(element))" : element }
    guard let lanes, base.mentions(lanes.variable) || index.mentions(lanes.variable) else {
      return wide(element(base, index, of: 0))
    }
    let chunk = lanes.chunk
    let scalar: Scalar = type(of: .element(base, index)) == .float ? .float : .int32
    if chunk.width > 1, isSideBySide(base, index) {
      return "\(chunk.type(scalar))(at: \(text(pointer(base, index))))"
    }
    // The channels of a planar input lie apart.
    let elements = (0..<chunk.width).map { wide(element(base, index, of: $0)) }
    return chunk.width == 1
      ? elements[0] : "\(chunk.type(scalar))(\(elements.joined(separator: ", ")))"
  }

  /// The element of one of the lanes at hand.
  private func element(_ base: Expression, _ index: Expression, of lane: Int) -> String {
    func inLane(_ expression: Expression) -> Expression {
      guard let lanes, expression.mentions(lanes.variable) else { return expression }
      return expression.replacing(lanes.variable, with: lanes.chunk.first + lane)
    }
    return "\(text(inLane(base), above: 4))[\(converted(inLane(index), to: .index))]"
  }

  /// Whether a value differs from lane to lane.
  private func varies(_ expression: Expression) -> Bool {
    guard let lanes else { return false }
    switch expression {
    case .integer, .float, .field, .address: return false
    case .name(let name):
      if case .vector = scope[name] { return true }
      return name == lanes.variable
    case .element(let base, let index): return varies(base) || varies(index)
    case .advanced(let a, let b), .binary(_, let a, let b): return varies(a) || varies(b)
    case .select(let condition, let yes, let no):
      return varies(condition) || varies(yes) || varies(no)
    case .apply(_, let operands): return operands.contains(where: varies)
    }
  }

  /// Whether a value is a vector: it differs in several lanes.
  func isVector(_ expression: Expression) -> Bool {
    guard let lanes, lanes.chunk.width > 1 else { return false }
    return varies(expression)
  }

  /// A value as what another one is: a vector if that is one.
  func vector(_ value: Expression, like other: Expression, above: Int = -1) -> String {
    guard isVector(other), !isVector(value), let chunk = lanes?.chunk else {
      return text(value, above: above)
    }
    let scalar: Scalar = type(of: other) == .float ? .float : .int32
    return "\(chunk.type(scalar))(repeating: \(text(value)))"
  }
}

extension Statement {
  fileprivate var isLanes: Bool {
    if case .loop(let loop) = self { loop.kind == .lanes } else { false }
  }

  /// Whether it is a constant that is a number.
  fileprivate var isNumber: Bool {
    if case .constant(_, .scalar, _) = self { true } else { false }
  }
}
