import TestSupport
import Testing

@Suite struct TFLiteTests {
  /// A convolution and a function that there is none of here.
  private func model(root: Int) -> [UInt8] {
    var writer = TFLiteWriter()
    let image = writer.tensor("image", [1, 4, 4, 3])
    let kernel = writer.tensor(
      "kernel", [2, 1, 1, 3], data: (0..<6).flatMap { littleEndianBytes(Float($0).bitPattern) })
    let conv = writer.tensor("conv", [1, 4, 4, 2])
    writer.operation(
      3, inputs: [image, kernel], outputs: [conv], options: (1, [1: .int(1), 2: .int(1)]))
    let end = writer.tensor("end", [1, 4, 4, 2])
    writer.operation(root, inputs: [conv], outputs: [end])
    return writer.bytes(inputs: [image], outputs: [end])
  }

  @Test func isFoundByItsContentAndCompiled() throws {
    let scratch = try Scratch()
    // The name does not matter.
    let path = try scratch.file("model.bin", model(root: 21))
    let outcome = try Program.run(["compile", path, "-o", "\(scratch.path)/net.c"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(scratch.files.contains("net.c"))
    let inspection = try Program.run(["inspect", path])
    #expect(
      inspection.errors.contains("a TFLite model of float32, 0 depthwise layers"),
      "\(inspection.errors)")
    let verification = try Program.run(["verify", path])
    #expect(verification.status == 0, "\(verification.errors)")
  }

  @Test func unsupportedOperatorsAreToldWithTheirPlaces() throws {
    let scratch = try Scratch()
    let path = try scratch.file("net.tflite", model(root: 75))
    let outcome = try Program.run(["compile", path, "-o", "\(scratch.path)/net.c"])
    #expect(outcome.status == 3)
    #expect(
      outcome.errors.contains("net.tflite: subgraphs[0].operators[1]: error: SQRT \"end\""),
      "\(outcome.errors)")
    #expect(scratch.files == ["net.tflite"])
  }

  @Test func bringsItsWeightsAlong() throws {
    let scratch = try Scratch()
    let path = try scratch.file("net.tflite", model(root: 19))
    let outcome = try Program.run(["inspect", path, "--width", "0.5"])
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("a model of TFLite brings its weights and shapes along"))
  }
}
