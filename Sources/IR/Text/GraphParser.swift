import Basics

/// Reads a graph from its text form (docs/text-form.md), the inverse of `Graph.text(weights:)`.
package func parseGraph(_ bytes: [UInt8], file: String) throws(Rejection) -> Graph {
  var parser = try GraphParser(bytes, file: file)
  return try parser.graph()
}

private struct GraphParser {
  private var lexer: Lexer
  private var token: Token
  private let file: String
  private var weights: [String: WeightID] = [:]
  private var values: [String: ValueID] = [:]
  /// How many numbers the weights so far hold.
  private var weightCount = 0

  init(_ bytes: [UInt8], file: String) throws(Rejection) {
    lexer = Lexer(bytes, file: file)
    token = try lexer.next()
    self.file = file
  }

  /// As much as a definition may ask for: a few bytes of text can ask for any number of weights.
  private static let largestWeightCount = 1 << 28

  private func rejection(_ id: String, _ at: Token, _ message: String) -> Rejection {
    lexer.rejection(id, line: at.line, column: at.column, message)
  }

  @discardableResult
  private mutating func advance() throws(Rejection) -> Token {
    let current = token
    token = try lexer.next()
    return current
  }

  private mutating func expect(_ symbol: Character) throws(Rejection) {
    guard token.kind == .symbol(symbol) else {
      throw rejection("text.syntax", token, "found \(token.kind), expected \"\(symbol)\"")
    }
    try advance()
  }

  private mutating func accept(_ symbol: Character) throws(Rejection) -> Bool {
    guard token.kind == .symbol(symbol) else { return false }
    try advance()
    return true
  }

  private mutating func word(_ expected: String) throws(Rejection) -> String {
    guard case .word(let word) = token.kind else {
      throw rejection("text.syntax", token, "found \(token.kind), expected \(expected)")
    }
    try advance()
    return word
  }

  private mutating func name(_ expected: String) throws(Rejection) -> String {
    if case .string(let text) = token.kind {
      try advance()
      return text
    }
    return try word(expected)
  }

  /// The name that a value is given, and does not share with another.
  private mutating func valueName(_ expected: String, _ at: Token) throws(Rejection) -> String {
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

  private mutating func statement(_ graph: inout Graph) throws(Rejection) {
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

  private mutating func weight(_ graph: inout Graph) throws(Rejection) {
    try advance()
    let at = token
    try expect("@")
    let name = try name("the name of a weight")
    try expect(":")
    let (type, shape) = try shape("f32[outputs x ... x inputs]", of: ElementType.allCases)
    let quantization = type == .i8 ? try weightQuantization() : nil
    var count = 1
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow, product <= Self.largestWeightCount - weightCount else {
        throw rejection(
          "text.weight", at,
          "@\(name) is too large: all weights together may have 2^28 numbers")
      }
      count = product
    }
    weightCount += count
    try expect("=")
    let (elements, seed) = try data(name, type, shape, count)
    var weight = Weight(
      name, shape: shape, elements, quantization,
      origin: .text(file: file, line: at.line, column: at.column, path: "@" + name))
    weight.seed = seed
    guard weights.updateValue(graph.weights.add(weight), forKey: name) == nil else {
      throw rejection("text.weight", at, "@\(name) is defined twice")
    }
  }

  private mutating func data(
    _ name: String, _ type: ElementType, _ shape: [Int], _ count: Int
  ) throws(Rejection) -> (Weight.Elements, Seed?) {
    let at = token
    if token.kind == .symbol("[") {
      let elements: Weight.Elements =
        switch type {
        case .f32: .floats(try list("a number") { Float($0).flatMap { $0.isNaN ? nil : $0 } })
        case .i8: .int8s(try list("an integer from -128 to 127") { Int8($0) })
        case .i32: .int32s(try list("an integer of 32 bits") { Int32($0) })
        }
      guard elements.count == count else {
        throw rejection("text.weight", at, "@\(name) has \(elements.count) values, needs \(count)")
      }
      return (elements, nil)
    }
    switch try word("[values], seeded or hex") {
    case "seeded":
      guard type == .f32 else {
        throw rejection("text.weight", at, "only weights of f32 can be seeded")
      }
      let kindToken = token
      let word = try word("the kind of tensor")
      let ranks: [Seed.Kind: Int] = [.conv: 4, .depthwise: 3, .linear: 2]
      guard let kind = Seed.Kind(rawValue: word), ranks[kind, default: 1] == shape.count else {
        let kinds = Seed.Kind.allCases.map(\.rawValue).joined(separator: ", ")
        throw rejection(
          "text.weight", kindToken,
          "found \"\(word)\", expected a kind that fits \(shape.count) axes, of: \(kinds)")
      }
      let seed = Seed(kind, try self.name("the name of the seed"))
      return (.floats(seed.values(shape: shape)), seed)
    case "hex":
      let textToken = token
      guard case .string(let text) = token.kind, let elements = type.elements(hex: text),
        elements.count == count
      else {
        throw rejection(
          "text.weight", textToken,
          "expected \(2 * type.byteCount * count) hexadecimal digits in quotes")
      }
      try advance()
      return (elements, nil)
    case "elided":
      throw rejection(
        "text.elided", at,
        "the values of @\(name) were left out when this file was printed;"
          + " print it with its weights")
    case let other:
      throw rejection("text.syntax", at, "found \"\(other)\", expected [values], seeded or hex")
    }
  }

  private mutating func input(_ graph: inout Graph) throws(Rejection) {
    try advance()
    let at = token
    try expect("%")
    let name = try valueName("the name of an input", at)
    try expect(":")
    let type = try type()
    values[name] = graph.addInput(name, type)
    if try acceptUnsigned(type) { graph.unsignedInputs.insert(graph.inputs.count - 1) }
    if token.kind == .symbol("{") {
      guard graph.inputs.count == 1 else {
        throw rejection("text.preprocessing", token, "only the first input may be preprocessed")
      }
      graph.preprocessing = try preprocessing(channels: type.shape.channels)
    }
  }

  private mutating func acceptUnsigned(_ type: TensorType) throws(Rejection) -> Bool {
    guard token.kind == .word("unsigned") else { return false }
    guard type.elementType == .i8 else {
      throw rejection("text.type", token, "only integers can be unsigned, found \(type)")
    }
    try advance()
    return true
  }

  private mutating func preprocessing(channels: Int) throws(Rejection) -> Preprocessing {
    var result = Preprocessing(
      scale: 1, mean: Array(repeating: 0, count: channels),
      std: Array(repeating: 1, count: channels), crop: 1)
    try expect("{")
    var keys: Set<String> = []
    repeat {
      let at = token
      let key = try word("scale, mean, std or crop")
      guard keys.insert(key).inserted else {
        throw rejection("text.preprocessing", at, "\(key) is given twice")
      }
      try expect("=")
      switch key {
      case "scale": result.scale = try float()
      case "crop": result.crop = try float()
      case "mean": result.mean = try floats()
      case "std": result.std = try floats()
      default:
        throw rejection("text.syntax", at, "found \(at.kind), expected scale, mean, std or crop")
      }
      guard result.mean.count == channels, result.std.count == channels,
        result.std.allSatisfy({ $0 > 0 }), result.crop > 0, result.crop <= 1,
        ([result.scale] + result.mean + result.std).allSatisfy(\.isFinite)
      else {
        throw rejection(
          "text.preprocessing", at,
          "expected a finite scale, one mean and one positive std for each of \(channels) channels,"
            + " crop in (0, 1]")
      }
    } while try accept(",")
    try expect("}")
    return result
  }

  private mutating func node(_ graph: inout Graph) throws(Rejection) {
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

  private mutating func attributes() throws(Rejection) -> [(name: String, value: AttributeValue)] {
    guard try accept("{") else { return [] }
    var result: [(name: String, value: AttributeValue)] = []
    repeat {
      let at = token
      let key = try word("the name of an attribute")
      guard !result.contains(where: { $0.name == key }) else {
        throw rejection("text.attribute", at, "\(key) is given twice")
      }
      try expect("=")
      result.append((key, try attributeValue()))
    } while try accept(",")
    try expect("}")
    return result
  }

  private mutating func attributeValue() throws(Rejection) -> AttributeValue {
    let at = token
    switch at.kind {
    case .symbol("@"):
      try advance()
      let name = try name("the name of a weight")
      guard let id = weights[name] else {
        throw rejection("text.weight", at, "there is no weight @\(name) above this line")
      }
      return .weight(id)
    case .symbol("["):
      return .integers(try integers())
    case .word(let text):
      if let value = Float(text) {
        try advance()
        return .float(value)
      }
      try advance()
      var arguments: [Float] = []
      if try accept("(") {
        repeat { arguments.append(try float()) } while try accept(",")
        try expect(")")
      }
      if let rounding = Rounding(rawValue: text) {
        guard arguments.count == 2, let result = quantization(arguments) else {
          throw rejection(
            "text.attribute", at,
            "expected \(text)(scale, zero point), a positive scale and an integer of -128...127")
        }
        return .requantization(Requantization(result, rounding))
      }
      if let axis = Axis(rawValue: text), arguments.isEmpty { return .axis(axis) }
      guard let activation = Activation(word: text, arguments: arguments) else {
        throw rejection(
          "text.attribute", at,
          "found \(at.kind), expected a number, [integers], a @weight, or one"
            + " of relu, relu6, clamp(low, high), hard_swish, hard_sigmoid, logistic,"
            + " double(scale, zero), single(scale, zero), even(scale, zero), height, width, channels"
        )
      }
      return .activation(activation)
    default:
      throw rejection("text.syntax", at, "found \(at.kind), expected the value of an attribute")
    }
  }

  private mutating func valueReference() throws(Rejection) -> ValueID {
    let at = token
    try expect("%")
    let name = try name("the name of a value")
    guard let value = values[name] else {
      throw rejection("ir.order", at, "there is no %\(name) above this line")
    }
    return value
  }

  // MARK: Types and numbers

  private mutating func type() throws(Rejection) -> TensorType {
    let at = token
    let (type, extents) = try shape("f32[height x width x channels]", of: [.f32, .i8])
    guard extents.count == 3 else {
      throw rejection("text.type", at, "a map has height, width and channels")
    }
    let shape = Shape(extents[0], extents[1], extents[2])
    guard shape.isAcceptable else {
      throw rejection("text.type", at, "a map of \(shape) is empty or too large")
    }
    guard type == .i8 else { return TensorType(.f32, shape) }
    try expect("(")
    let scale = try float()
    try expect(",")
    guard let quantization = quantization([scale, try float()]) else {
      throw rejection(
        "text.type", at,
        "i8 needs (scale, zero point), a positive scale and an integer of -128...127")
    }
    try expect(")")
    return TensorType(shape, quantization)
  }

  private func quantization(_ numbers: [Float]) -> Quantization? {
    guard let zeroPoint = Int(exactly: numbers[1]) else { return nil }
    let quantization = Quantization(scale: numbers[0], zeroPoint: zeroPoint)
    return quantization.isLegal ? quantization : nil
  }

  private mutating func weightQuantization() throws(Rejection) -> WeightQuantization {
    let at = token
    try expect("(")
    let scales = try floats()
    try expect(",")
    guard let zeroPoint = Int(exactly: try float()) else {
      throw rejection("text.type", at, "expected ([scales], zero point), an integer")
    }
    var isPerChannel = false
    if try accept(",") {
      let at = token
      guard try word("channel") == "channel" else {
        throw rejection("text.type", at, "found \(at.kind), expected channel")
      }
      isPerChannel = true
    }
    try expect(")")
    return WeightQuantization(scales: scales, zeroPoint: zeroPoint, isPerChannel: isPerChannel)
  }

  private mutating func shape(
    _ expected: String, of types: [ElementType]
  ) throws(Rejection) -> (ElementType, [Int]) {
    let at = token
    guard let type = ElementType(rawValue: try word(expected)), types.contains(type) else {
      throw rejection("text.type", at, "found \(at.kind), expected \(expected)")
    }
    try expect("[")
    let extentsToken = token
    let parts = try word(expected).split(separator: "x", omittingEmptySubsequences: false)
    let extents = parts.map { Int($0) ?? 0 }
    guard extents.count <= 4, extents.allSatisfy({ $0 > 0 && $0 <= Shape.largestCount }) else {
      throw rejection(
        "text.type", extentsToken, "found \(extentsToken.kind), expected positive extents")
    }
    try expect("]")
    return (type, extents)
  }

  private static let integers32 = -Int(Int32.max)...Int(Int32.max)

  private mutating func integers() throws(Rejection) -> [Int] {
    try expect("[")
    var values: [Int] = []
    repeat {
      let at = token
      guard let value = Int(try word("an integer")), Self.integers32.contains(value) else {
        throw rejection("text.number", at, "found \(at.kind), expected an integer of 32 bits")
      }
      values.append(value)
    } while try accept(",")
    try expect("]")
    return values
  }

  private mutating func float() throws(Rejection) -> Float {
    let at = token
    guard let value = Float(try word("a number")), !value.isNaN else {
      throw rejection("text.number", at, "found \(at.kind), expected a number")
    }
    return value
  }

  private mutating func floats() throws(Rejection) -> [Float] {
    try list("a number") { Float($0).flatMap { $0.isNaN ? nil : $0 } }
  }

  private mutating func list<Number>(
    _ expected: String, _ number: (String) -> Number?
  ) throws(Rejection) -> [Number] {
    try expect("[")
    var values: [Number] = []
    repeat {
      let at = token
      guard let value = number(try word(expected)) else {
        throw rejection("text.number", at, "found \(at.kind), expected \(expected)")
      }
      values.append(value)
    } while try accept(",")
    try expect("]")
    return values
  }
}
