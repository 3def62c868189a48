import Basics

/// Reads a graph from its text form (docs/text-form.md), the inverse of `Graph.text(weights:)`.
package func parseGraph(_ bytes: [UInt8], file: String) throws(Rejection) -> Graph {
  var parser = try GraphParser(bytes, file: file)
  return try parser.graph()
}

struct GraphParser {
  private var lexer: Lexer
  var token: Token
  let file: String
  var weights: [String: WeightID] = [:]
  var values: [String: ValueID] = [:]
  /// How many numbers the weights so far hold.
  var weightCount = 0

  init(_ bytes: [UInt8], file: String) throws(Rejection) {
    lexer = Lexer(bytes, file: file)
    token = try lexer.next()
    self.file = file
  }

  /// As much as a definition may ask for: a few bytes of text can ask for any number of weights.
  static let largestWeightCount = 1 << 28

  func rejection(_ id: String, _ at: Token, _ message: String) -> Rejection {
    lexer.rejection(id, line: at.line, column: at.column, message)
  }

  @discardableResult
  mutating func advance() throws(Rejection) -> Token {
    let current = token
    token = try lexer.next()
    return current
  }

  mutating func expect(_ symbol: Character) throws(Rejection) {
    guard token.kind == .symbol(symbol) else {
      throw rejection("text.syntax", token, "found \(token.kind), expected \"\(symbol)\"")
    }
    try advance()
  }

  mutating func accept(_ symbol: Character) throws(Rejection) -> Bool {
    guard token.kind == .symbol(symbol) else { return false }
    try advance()
    return true
  }

  mutating func word(_ expected: String) throws(Rejection) -> String {
    guard case .word(let word) = token.kind else {
      throw rejection("text.syntax", token, "found \(token.kind), expected \(expected)")
    }
    try advance()
    return word
  }

  mutating func name(_ expected: String) throws(Rejection) -> String {
    if case .string(let text) = token.kind {
      try advance()
      return text
    }
    return try word(expected)
  }

  /// The name that a value is given, and does not share with another.
  mutating func valueName(_ expected: String, _ at: Token) throws(Rejection) -> String {
    let name = try name(expected)
    guard !name.isEmpty else { throw rejection("ir.name", at, "a value has no name") }
    guard values[name] == nil else {
      throw rejection("ir.name", at, "%\(name) is defined twice")
    }
    return name
  }

  // MARK: The graph

  mutating func graph() throws(Rejection) -> Graph {
    let head = token
    guard try word("\"graph\"") == "graph" else {
      throw rejection("text.syntax", head, "found \(head.kind), expected \"graph\"")
    }
    var graph = Graph(name: try name("the name of the graph"))
    try expect("{")
    while token.kind != .symbol("}") { try statement(&graph) }
    guard !graph.outputs.isEmpty else {
      throw rejection("ir.output", token, "the graph has no output")
    }
    try expect("}")
    guard token.kind == .end else {
      throw rejection("text.syntax", token, "found \(token.kind) after the graph's last brace")
    }
    let violations = verify(graph)
    guard violations.isEmpty else { throw Rejection(.badFile, violations) }
    return graph
  }

  mutating func statement(_ graph: inout Graph) throws(Rejection) {
    let start = token
    switch start.kind {
    case .word("weight"): try weight(&graph)
    case .word("input"): try input(&graph)
    case .word("output"):
      try advance()
      let value = try valueReference()
      if try acceptUnsigned(graph.type(of: value)) {
        graph.unsignedOutputs.insert(graph.outputs.count)
      }
      graph.addOutput(value)
    case .symbol("%"): try node(&graph)
    default:
      throw rejection(
        "text.syntax", start, "found \(start.kind), expected weight, input, output or a %value")
    }
  }

  mutating func node(_ graph: inout Graph) throws(Rejection) {
    let at = token
    try expect("%")
    let name = try valueName("the name of a value", at)
    try expect("=")
    let mnemonicToken = token
    let mnemonic = try word("the name of an op")
    guard let kind = OpKind.all.first(where: { $0.mnemonic == mnemonic }) else {
      let known = OpKind.all.map(\.mnemonic).joined(separator: ", ")
      throw rejection(
        "text.op", mnemonicToken, "there is no op \"\(mnemonic)\", only: \(known)")
    }
    var operands = [try valueReference()]
    while try accept(",") { operands.append(try valueReference()) }
    guard
      operands.count == kind.operandNames.count
        || kind.takesMore && operands.count > kind.operandNames.count
    else {
      throw rejection(
        "ir.operands", mnemonicToken,
        "\(mnemonic) takes \(kind.operandNames.joined(separator: ", ")), found \(operands.count)")
    }
    let op: Op
    switch kind.make(try attributes()) {
    case .success(let made): op = made
    case .failure(let illegal): throw rejection(illegal.rule, mnemonicToken, illegal.message)
    }
    try expect(":")
    let declared = try type()
    do throws(IllegalOp) {
      let origin = Origin.text(file: file, line: at.line, column: at.column, path: "%" + name)
      let value = try graph.append(op, operands, name: name, origin: origin)
      values[name] = value
      guard graph.type(of: value) == declared else {
        throw IllegalOp("ir.type", "%\(name) is \(graph.type(of: value)), not \(declared)")
      }
    } catch { throw rejection(error.rule, mnemonicToken, error.message) }
  }

  mutating func valueReference() throws(Rejection) -> ValueID {
    let at = token
    try expect("%")
    let name = try name("the name of a value")
    guard let value = values[name] else {
      throw rejection("ir.order", at, "there is no %\(name) above this line")
    }
    return value
  }
}
