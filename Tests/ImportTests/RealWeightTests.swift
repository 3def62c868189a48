import Basics
import Formats
import IR
import Import
import TestSupport
import Testing

@Suite struct RealWeightTests {
  @Test(
    .enabled(
      if: sharedFolder != nil,
      "needs models/mobilenet_v2-b0353104.pth in MNCC_SHARED or beside the package"),
    arguments: [("coffee", 967), ("chelsea", 285)])
  func recognizesAPhoto(photo: String, label: Int) throws {
    let shared = try #require(sharedFolder)
    let path = "\(shared)/models/mobilenet_v2-b0353104.pth"
    let tensors = try readTensors(try readFile(path), file: path)
    let model = try importDefinition(
      try packageFile("Graphs/v2.json"), file: "v2.json", overrides: Overrides(),
      weights: (path, tensors))
    #expect(model.notes.isEmpty)

    let pixels = try floats("\(shared)/golden/imagenet/\(photo).nhwc.f32")
    let input = Tensor(shape: Shape(224, 224, 3), values: pixels.map(Double.init))
    let graph = model.graph
    let logits = try #require(evaluate(graph, inputs: [input])[graph.outputs[0]])
    let expected = try doubles("Tests/Golden/imagenet/\(photo).logits.f64")
    let error = relativeError(logits.values, expected)
    #expect(error < 1e-12, "relative error \(error)")
    #expect(logits.values.indices.max { logits.values[$0] < logits.values[$1] } == label)
    let labels = try packageFile("Graphs/imagenet-labels.txt")
    #expect(labels.count { $0 == UInt8(ascii: "\n") } == 1000)
  }
}
