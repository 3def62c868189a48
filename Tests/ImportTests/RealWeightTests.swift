import Basics
import Formats
import Glibc
import IR
import Import
import Testing

/// The folder with large files that are not part of the package, if it is there.
private let sharedFolder: String? = {
  let candidates = [
    getenv("MNCC_SHARED").map { String(cString: $0) }, "\(packageFolder)/../shared",
  ]
  return candidates.compactMap { $0 }.first {
    access("\($0)/models/mobilenet_v2-b0353104.pth", R_OK) == 0
  }
}()

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

    let pixels = try readFile("\(shared)/golden/imagenet/\(photo).nhwc.f32")
    let input = Tensor(
      shape: Shape(224, 224, 3),
      values: pixels.withUnsafeBytes { buffer in
        (0..<224 * 224 * 3).map {
          let bits = buffer.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)
          return Double(Float(bitPattern: UInt32(littleEndian: bits)))
        }
      })
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
