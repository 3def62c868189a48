import Basics
import Formats

/// Reading a node: attributes of the kind that is expected, inputs that may be left out.
extension ONNXNode {
  /// The operator as people write it.
  var operatorName: String { domain.isEmpty ? operatorType : "\(domain).\(operatorType)" }

  /// The name of an input, nil if it is left out.
  func input(_ index: Int) -> String? {
    guard index < inputs.count, !inputs[index].isEmpty else { return nil }
    return inputs[index]
  }

  func requiredInput(_ index: Int) throws(Rejection) -> String {
    guard let name = input(index) else {
      throw damaged("onnx.inputs", "has no input \(index)")
    }
    return name
  }

  func output() throws(Rejection) -> String {
    guard let name = outputs.first, !name.isEmpty else {
      throw damaged("onnx.outputs", "has no output")
    }
    return name
  }

  func integer(_ name: String, or usual: Int) throws(Rejection) -> Int {
    guard let attribute = attribute(name) else { return usual }
    guard case .integer(let value) = attribute.value else {
      throw wrongKind(attribute, "an integer")
    }
    return value
  }

  func integers(_ name: String) throws(Rejection) -> [Int]? {
    guard let attribute = attribute(name) else { return nil }
    guard case .integers(let values) = attribute.value else {
      throw wrongKind(attribute, "integers")
    }
    return values
  }

  func float(_ name: String, or usual: Float) throws(Rejection) -> Float {
    guard let attribute = attribute(name) else { return usual }
    guard case .float(let value) = attribute.value, value.isFinite else {
      throw wrongKind(attribute, "a number")
    }
    return value
  }

  func text(_ name: String, or usual: String) throws(Rejection) -> String {
    guard let attribute = attribute(name) else { return usual }
    guard case .text(let value) = attribute.value else { throw wrongKind(attribute, "a word") }
    return value
  }

  private func wrongKind(_ attribute: ONNXAttribute, _ expected: String) -> Rejection {
    Rejection(.badFile, "onnx.attribute", at: attribute.origin, "expected \(expected)")
  }

  /// A node that no ONNX runtime could run.
  func damaged(_ id: String, _ message: String) -> Rejection {
    Rejection(.badFile, id, at: origin, "\(escaped(operatorName)) \(message)")
  }

  /// A node that has no form here, what stands in the way, and what would do.
  func unsupported(_ message: String) -> Rejection {
    Rejection(
      .unsupported, "onnx.unsupported", at: origin, "\(escaped(operatorName)): \(message)")
  }
}
