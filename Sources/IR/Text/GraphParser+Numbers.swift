import Basics

extension GraphParser {
  static let integers32 = -Int(Int32.max)...Int(Int32.max)

  mutating func integers() throws(Rejection) -> [Int] {
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

  mutating func float() throws(Rejection) -> Float {
    let at = token
    guard let value = Float(try word("a number")), !value.isNaN else {
      throw rejection("text.number", at, "found \(at.kind), expected a number")
    }
    return value
  }

  mutating func floats() throws(Rejection) -> [Float] {
    try list("a number") { Float($0).flatMap { $0.isNaN ? nil : $0 } }
  }

  mutating func list<Number>(
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
