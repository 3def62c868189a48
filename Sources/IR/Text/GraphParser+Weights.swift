import Basics

extension GraphParser {
  mutating func weight(_ graph: inout Graph) throws(Rejection) {
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

  mutating func data(
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
}
