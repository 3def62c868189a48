import Formats
import IR
import Import
import TestSupport
import Testing

/// Every operator and form of attributes against LiteRT's reference kernels.
///
/// `Tests/Golden/tflite/answers.py` has made the answers of the models that `writeModels` writes.
@Suite struct TFLiteOperatorTests {
  private static let answers: [String: [UInt8]] = {
    let text = try? packageText("Tests/Golden/tflite/answers.txt")
    let lines = (text ?? "").split(separator: "\n").map { $0.split(separator: ":") }
    return Dictionary(
      uniqueKeysWithValues: lines.map { line in
        let digits = Array(line[1].utf8.dropFirst())
        let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
          UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16)
        }
        return (String(line[0]), bytes)
      })
  }()

  @Test(arguments: TFLiteCase.all)
  func answersLikeTheRuntime(model: TFLiteCase) throws {
    let graph = try importTFLite(model.bytes, file: "tiny.tflite").graph
    #expect(verify(graph).isEmpty)
    let inputs = zip(graph.inputs.indices, model.inputs).map { index, bytes in
      Tensor(
        shape: graph.shape(of: graph.inputs[index]),
        values: numbers(
          bytes, graph.type(of: graph.inputs[index]).elementType,
          isUnsigned: graph.unsignedInputs.contains(index)))
    }
    let output = graph.outputs[0]
    let actual = try #require(evaluate(graph, inputs: inputs)[output]).values
    let expected = numbers(
      try #require(Self.answers[model.name]), graph.type(of: output).elementType,
      isUnsigned: graph.unsignedOutputs.contains(0))
    if graph.type(of: output).elementType == .i8 {
      #expect(actual == expected)
      #expect(Set(actual).count > 1, "the case tells nothing")
    } else {
      #expect(relativeError(actual, expected) < 1e-6)
    }
  }

  @Test(.enabled(if: environment("MNCC_TFLITE_MODELS") != nil))
  func writeModels() throws {
    let folder = try #require(environment("MNCC_TFLITE_MODELS"))
    for model in TFLiteCase.all {
      try writeFile("\(folder)/\(model.name).tflite", model.bytes)
      for (index, input) in model.inputs.enumerated() {
        try writeFile("\(folder)/\(model.name).in\(index)", input)
      }
    }
  }

  private func numbers(_ bytes: [UInt8], _ type: ElementType, isUnsigned: Bool) -> [Double] {
    if type == .i8 {
      return bytes.map { isUnsigned ? Double($0) - 128 : Double(Int8(bitPattern: $0)) }
    }
    return stride(from: 0, to: bytes.count, by: 4).map { start in
      let bits = bytes[start..<start + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      return Double(Float(bitPattern: bits))
    }
  }
}
