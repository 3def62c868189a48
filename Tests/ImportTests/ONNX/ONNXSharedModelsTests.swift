import Basics
import Formats
import IR
import Import
import TestSupport
import Testing

/// Real models against what ONNX Runtime answers for them, its optimisation off.
@Suite(.enabled(if: sharedFolder != nil, "no folder of shared models"))
struct ONNXSharedModelsTests {
  @Test(arguments: [
    "rapidocr_ch_ppocr_mobile_v2.0_cls_infer", "emx_micro_kws_m_static_fp32",
  ])
  func floatsAnswerAsONNXRuntimeDoes(model: String) throws {
    let (answer, expected) = try answers(of: model)
    #expect(relativeError(answer, expected) < 1e-5)
  }

  @Test(arguments: ["emx_micro_kws_m_static_qdq", "emx_micro_kws_m_static_qoperator"])
  func integersAnswerWithinOneOfONNXRuntime(model: String) throws {
    let (answer, expected) = try answers(of: model)
    // Softmax in integers of 1/256 or near it.
    #expect(zip(answer, expected).allSatisfy { abs($0 - $1) < 0.004 })
    #expect(zip(answer, expected).count { abs($0 - $1) > 1e-6 } == 0, "\(answer) \(expected)")
  }

  private func answers(of name: String) throws -> ([Double], [Double]) {
    let folder = try #require(sharedFolder)
    let path = "\(folder)/models/\(name).onnx"
    let model = try importONNX(
      readONNX(readFile(path), file: path), resolution: (height: 48, width: 192))
    #expect(verify(model.graph).isEmpty)
    let shape = model.graph.shape(of: model.graph.inputs[0])
    let given = try floats("\(folder)/golden/files/\(name).in0.bin")
    let input = Tensor(shape) { y, x, c in
      Double(
        model.inputLayout == .nchw
          ? given[(c * shape.height + y) * shape.width + x]
          : given[(y * shape.width + x) * shape.channels + c])
    }
    let values = evaluate(model.graph, inputs: [input])
    let answer = try #require(values[model.graph.outputs[0]]).values
    return (answer, try floats("\(folder)/golden/files/\(name).out0.bin").map(Double.init))
  }
}
