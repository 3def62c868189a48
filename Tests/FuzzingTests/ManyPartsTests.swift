import Fuzzing
import TestSupport
import Testing

/// Files of very many small parts, which must not take time for each pair of them.
@Suite struct ManyPartsTests {
  /// A clamp, and an operator that is refused.
  @Test(arguments: [19, 28])
  func timeGrowsWithTheFile(operation: Int) {
    var writer = TFLiteWriter()
    let count = 20_000
    let inputs = (0..<count).map { writer.tensor("in\($0)", [1, 2, 2, 1]) }
    let outputs = (0..<count).map { writer.tensor("out\($0)", [1, 2, 2, 1]) }
    for (input, output) in zip(inputs, outputs) {
      writer.operation(operation, inputs: [input], outputs: [output])
    }
    let outcome = exerciseImport(of: writer.bytes(inputs: inputs, outputs: outputs), as: .tflite)
    #expect(outcome == (operation == 19 ? .imported : .refused))
  }
}
