import Basics

extension GraphParser {
  mutating func attributes() throws(Rejection) -> [(name: String, value: AttributeValue)] {
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

  mutating func attributeValue() throws(Rejection) -> AttributeValue {
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
}
