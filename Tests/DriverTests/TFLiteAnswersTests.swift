import Driver
import Formats
import TestSupport
import Testing

/// What the generated code of real TFLite models answers, byte by byte that of LiteRT's reference
/// kernels.
@Suite(.enabled(if: sharedFolder != nil, "needs models and golden/files in MNCC_SHARED"))
struct TFLiteAnswersTests {
  private static let small = [
    "mlperftiny_kws_ref_model", "tflm_person_detect", "tinymaix_mnist_dw_q",
  ]
  private static let large = [
    "coral_mobilenet_v2_1.0_224_quant", "coral_tf2_mobilenet_v2_1.0_224_ptq",
    "mlperftiny_vww_96_int8", "tflite2onnx_mobilenet_v1_0.25_128_quant", "tinymaix_mbnet128_0.25_q",
  ]

  @Test(arguments: isLongRun ? small + large : small)
  func generatedCodeAnswersLikeTheRuntime(name: String) throws {
    let compiler = try #require(CCompiler(), "needs a C compiler")
    let shared = try #require(sharedFolder)
    let loaded = try load(ModelRequest(path: "\(shared)/models/\(name).tflite"))
    let model = try prepare(loaded.graph, CompileOptions())
    func golden(_ part: String, isUnsigned: Bool) throws -> [Double] {
      try readFile("\(shared)/golden/files/\(name).\(part).bin").map {
        isUnsigned ? Double($0) - 128 : Double(Int8(bitPattern: $0))
      }
    }
    let input = try golden("in0", isUnsigned: loaded.graph.unsignedInputs.contains(0))
    let expected = try golden("out0", isUnsigned: loaded.graph.unsignedOutputs.contains(0))
    let answer = try execute(model, input: input, compiler, flags: ["-O1"], calls: 1)
    #expect(answer.output == expected)
  }
}
