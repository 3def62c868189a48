import Formats
import IR
import Import
import TestSupport
import Testing

/// Real models, whose answers must be those of LiteRT's reference kernels.
@Suite(.enabled(if: sharedFolder != nil, "needs models and golden/files in MNCC_SHARED"))
struct TFLiteFilesTests {
  @Test(arguments: [
    "coral_mobilenet_v2_1.0_224_quant", "coral_tf2_mobilenet_v2_1.0_224_ptq",
    "mlperftiny_kws_ref_model", "mlperftiny_vww_96_int8", "tflite2onnx_mobilenet_v1_0.25_128_quant",
    "tflm_person_detect", "tinymaix_mbnet128_0.25_q", "tinymaix_mnist_dw_q",
  ])
  func integersAreThoseOfTheRuntime(name: String) throws {
    let model = try importShared(name)
    let input = try goldenBytes(name, "in0", isUnsigned: model.graph.unsignedInputs.contains(0))
    let expected = try goldenBytes(
      name, "out0", isUnsigned: model.graph.unsignedOutputs.contains(0))
    let actual = try answer(of: model.graph, to: input)
    let differences = zip(actual, expected).count { $0 != $1 }
    #expect(actual.count == expected.count)
    #expect(differences == 0, "\(differences) of \(expected.count)")
  }

  @Test(arguments: [
    "mlperftiny_vww_96_float", "tinymaix_mbnet128_0.25_f", "tinymaix_mnist_dw_f",
  ])
  func floatsAreThoseOfTheRuntime(name: String) throws {
    let model = try importShared(name)
    let folder = "\(try #require(sharedFolder))/golden/files/\(name)"
    let input = try floats("\(folder).in0.bin").map(Double.init)
    let expected = try floats("\(folder).out0.bin").map(Double.init)
    #expect(relativeError(try answer(of: model.graph, to: input), expected) < 1e-5)
  }

  private func importShared(_ name: String) throws -> ImportedModel {
    let path = "\(try #require(sharedFolder))/models/\(name).tflite"
    let model = try importTFLite(try readFile(path), file: path)
    #expect(verify(model.graph).isEmpty)
    return model
  }

  private func goldenBytes(_ name: String, _ part: String, isUnsigned: Bool) throws -> [Double] {
    try readFile("\(try #require(sharedFolder))/golden/files/\(name).\(part).bin").map {
      isUnsigned ? Double($0) - 128 : Double(Int8(bitPattern: $0))
    }
  }

  private func answer(of graph: Graph, to input: [Double]) throws -> [Double] {
    let shape = graph.shape(of: graph.inputs[0])
    let tensors = evaluate(graph, inputs: [Tensor(shape: shape, values: input)])
    return try #require(tensors[graph.outputs[0]]).values
  }
}
