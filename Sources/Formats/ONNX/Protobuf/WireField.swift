/// A field that is more than a number or bytes: what stands in it can be looked into.
///
/// The numbers and names are those of Scripts/onnx.proto, of which this is the part in which
/// damage can be told and named.
struct WireField: Sendable {
  enum Content: Sendable {
    /// Must be UTF-8.
    case text
    case message([Int: WireField])
  }

  let name: String
  let isRepeated: Bool
  let content: Content

  static func text(_ name: String) -> WireField {
    WireField(name: name, isRepeated: false, content: .text)
  }

  static func texts(_ name: String) -> WireField {
    WireField(name: name, isRepeated: true, content: .text)
  }

  static func message(_ name: String, _ fields: [Int: WireField]) -> WireField {
    WireField(name: name, isRepeated: false, content: .message(fields))
  }

  static func messages(_ name: String, _ fields: [Int: WireField]) -> WireField {
    WireField(name: name, isRepeated: true, content: .message(fields))
  }
}

/// The fields of a whole ONNX file.
let onnxModelFields: [Int: WireField] = [
  2: .text("producer_name"), 3: .text("producer_version"), 7: .message("graph", graphFields),
  8: .messages("opset_import", [1: .text("domain")]), 14: .messages("metadata_props", entryFields),
  25: .messages("functions", [1: .text("name"), 10: .text("domain")]),
]

private let graphFields: [Int: WireField] = [
  1: .messages("node", nodeFields), 2: .text("name"), 5: .messages("initializer", tensorFields),
  11: .messages("input", valueFields), 12: .messages("output", valueFields),
  15: .messages("sparse_initializer", [1: .message("values", [8: .text("name")])]),
]

private let nodeFields: [Int: WireField] = [
  1: .texts("input"), 2: .texts("output"), 3: .text("name"), 4: .text("op_type"),
  5: .messages("attribute", attributeFields), 7: .text("domain"),
]

private let attributeFields: [Int: WireField] = [
  1: .text("name"), 5: .message("t", tensorFields), 21: .text("ref_attr_name"),
]

private let tensorFields: [Int: WireField] = [
  8: .text("name"), 13: .messages("external_data", entryFields),
]

private let valueFields: [Int: WireField] = [
  1: .text("name"), 2: .message("type", [1: .message("tensor_type", tensorTypeFields)]),
]

private let tensorTypeFields: [Int: WireField] = [
  2: .message("shape", [1: .messages("dim", [2: .text("dim_param")])])
]

private let entryFields: [Int: WireField] = [1: .text("key"), 2: .text("value")]
