import IR
import TestSupport
import Testing

/// The reference of integers against the reference kernels of LiteRT, byte by byte.
///
/// `Tests/Golden/integers/make_tflite.py` wrote the graphs, the numbers and the answers.
@Suite struct LiteRTAnswersTests {
  @Test func evaluateAnswersAsLiteRTDoes() throws {
    let answers = try RuntimeAnswer.all(in: "tflite.mnir")
    #expect(answers.count > 150)
    for answer in answers {
      let tensors = evaluate(answer.graph, inputs: answer.inputs)
      let actual = try #require(tensors[answer.graph.outputs[0]])
      // The reference has doubles where runtimes have floats.
      let values =
        actual.quantization == nil ? actual.values.map { Double(Float($0)) } : actual.values
      let difference = firstDifference(values, answer.output.values)
      #expect(difference == nil, "\(answer): \(difference ?? "")")
    }
  }
}
