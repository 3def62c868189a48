import Basics
import Foundation

extension ONNXReader {
  mutating func attribute(_ message: ONNXAttributeProto, path: String) -> ONNXAttribute {
    let origin = place(path, name: message.name)
    if message.name.isEmpty { note("onnx.attribute", at: origin, "has no name") }
    return ONNXAttribute(
      name: message.name, value: value(of: message, path: path, origin: origin), origin: origin)
  }

  private mutating func value(
    of message: ONNXAttributeProto, path: String, origin: Origin
  ) -> ONNXAttribute.Value {
    guard message.refAttrName.isEmpty else { return .other("reference") }
    // A writer may leave out a value that is zero or empty, but not a tensor.
    switch message.type {
    case 1: return .float(message.f)
    case 2: return .integer(Int(message.i))
    case 3: return .text(text(message.s))
    case 4:
      if !message.hasT { note("onnx.attribute", at: origin, "has no tensor, which its type says") }
      return .tensor(tensor(message.t, path: "\(path).t"))
    case 6: return .floats(message.floats)
    case 7: return .integers(message.ints.map { Int($0) })
    case 8: return .texts(message.strings.map(text))
    case 0:
      note("onnx.attribute", at: origin, "does not say its type")
      return .other("undefined")
    default: return .other(unreadKinds[message.type] ?? "type \(message.type)")
    }
  }
}

/// Strings of attributes are bytes in the file; those that ONNX's operators know are ASCII.
private func text(_ bytes: Data) -> String { String(decoding: bytes, as: UTF8.self) }

private let unreadKinds: [Int32: String] = [
  5: "graph", 9: "tensors", 10: "graphs", 11: "sparse tensor", 12: "sparse tensors", 13: "type",
  14: "types",
]
