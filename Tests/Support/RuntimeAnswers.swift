import Basics
import IR

/// A graph of a file of `Tests/Golden/integers`, and what a runtime of others answers for it.
package struct RuntimeAnswer: CustomStringConvertible, Sendable {
  package let graph: Graph
  /// One for each input of the graph.
  package let inputs: [Tensor]
  package let output: Tensor

  package var description: String { graph.name }

  /// All of a file: each graph is followed by the bytes of its inputs and of its output, as comments.
  package static func all(in file: String) throws -> [RuntimeAnswer] {
    let path = "Tests/Golden/integers/\(file)"
    let text = String(decoding: try packageFile(path), as: UTF8.self)
    return try text.split(separator: "\ngraph ").dropFirst().map { part in
      let graph = try parseGraph(Array("graph \(part)".utf8), file: path)
      func tensors(_ word: String, _ values: [ValueID]) -> [Tensor] {
        zip(part.split(separator: "\n").filter { $0.hasPrefix("// \(word) ") }, values).map {
          tensor($0.dropFirst(4 + word.count), graph.type(of: $1))
        }
      }
      let inputs = tensors("in", graph.inputs)
      let outputs = tensors("out", graph.outputs)
      guard inputs.count == graph.inputs.count, outputs.count == 1 else {
        throw Rejection(.badFile, "golden.answers", "\(graph.name) lacks an input or an output")
      }
      return RuntimeAnswer(graph: graph, inputs: inputs, output: outputs[0])
    }
  }

  private static func tensor(_ digits: Substring, _ type: TensorType) -> Tensor {
    let digits = Array(digits.utf8)
    let bytes = stride(from: 0, to: digits.count, by: 2).map { index in
      UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16) ?? 0
    }
    guard type.elementType == .f32 else {
      return Tensor(
        shape: type.shape, values: bytes.map { Double(Int8(bitPattern: $0)) })
    }
    return Tensor(
      shape: type.shape,
      values: stride(from: 0, to: bytes.count, by: 4).map { index in
        let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[index + $1]) << UInt32(8 * $1) }
        return Double(Float(bitPattern: bits))
      })
  }
}

/// Says where two tensors differ first, nil if they are equal.
package func firstDifference(_ actual: [Double], _ expected: [Double]) -> String? {
  guard actual.count == expected.count else { return "\(actual.count) of \(expected.count)" }
  let wrong = actual.indices.filter { actual[$0] != expected[$0] }
  guard let first = wrong.first else { return nil }
  return "\(wrong.count) of \(actual.count) differ, element \(first) is \(actual[first]),"
    + " not \(expected[first])"
}
