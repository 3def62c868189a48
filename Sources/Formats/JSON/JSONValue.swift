import Basics

/// A JSON value and where it stands.
package struct JSONValue: Sendable {
  package enum Content: Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    /// The members in the order of the file; no key occurs twice.
    case object([JSONMember])
  }

  package let content: Content
  let position: JSONPosition

  /// The line and column, and the path from the root (`blocks[3].stride`).
  package var origin: Origin { position.origin }
}

/// One `"key": value` of an object.
package struct JSONMember: Sendable {
  package let key: String
  let keyPosition: JSONPosition
  package let value: JSONValue

  package var keyOrigin: Origin { keyPosition.origin }
}

/// A number as it is spelled and what it is worth.
package struct JSONNumber: Sendable {
  package let text: String
  package let double: Double
  /// Set if the text is an integer literal that fits; `1.0` and `1e3` are not.
  package let integer: Int?
}

extension JSONValue {
  /// How a message calls this value: short, and the value itself where that helps.
  package var summary: String {
    switch content {
    case .string: "the string \(literal ?? "")"
    case .array(let values): shortLiteral(of: values) ?? "an array of \(values.count)"
    case .object(let members): "an object of \(members.count)"
    case .null, .bool, .number: literal ?? ""
    }
  }

  /// The value as JSON, shortened, or nil if it contains others.
  private var literal: String? {
    switch content {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .number(let number): shortened(number.text)
    case .string(let text): quoted(text)
    case .array, .object: nil
    }
  }

  private func shortLiteral(of values: [JSONValue]) -> String? {
    let literals = values.prefix(8).compactMap(\.literal)
    return literals.count == values.count ? "[\(literals.joined(separator: ", "))]" : nil
  }
}
