import Driver
import Foundation
import TestSupport
import Testing

/// Networks with floats between their integers, as users compile them.
@Suite struct MixedNetworkTests {
  private static let network = """
    graph "mixed" {
      weight @w : i8[2x1x1x3]([0.5], 0) = [1, 2, 3, 4, 5, 6]
      input %x : i8[4x4x3](0.5, 3) {scale = 0.25, mean = [0.5, 0.5, 0.5], std = [1.0, 1.0, 1.0], crop = 1.0}
      %y = conv2d %x {weight = @w, output = double(0.25, -3)} : i8[4x4x2](0.25, -3)
      %z = dequantize %y : f32[4x4x2]
      %s = softmax %z : f32[4x4x2]
      output %s
    }
    """

  private func request(_ text: String) throws -> ModelRequest {
    let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).mnir")
    try Data(text.utf8).write(to: url)
    return ModelRequest(path: url.path)
  }

  /// Floats between integers stand in the arena, too.
  @Test func floatsFitIntoTheArena() throws {
    let request = try request(Self.network)
    defer { try? FileManager.default.removeItem(atPath: request.path) }
    let report = try verify(request, CompileOptions())
    #expect(report.ops.count == Self.network.components(separatedBy: "\n  %").count - 1)
  }

  /// The scale of the integers and that of the pixels are two.
  @Test func scalesAreToldApart() throws {
    let request = try request(Self.network)
    defer { try? FileManager.default.removeItem(atPath: request.path) }
    let model = try compile(request, CompileOptions())
    let header = String(decoding: model.header, as: UTF8.self)
    #expect(header.components(separatedBy: "#define MODEL_INPUT_SCALE ").count == 2)
    #expect(header.contains("#define MODEL_INPUT_PIXEL_SCALE 0.25f"))
    var options = CompileOptions()
    options.io = "uint8"
    let swift = String(decoding: try compileSwift(request, options).source, as: UTF8.self)
    for line in [
      "inputScale: Float { 0.5 }", "inputZeroPoint: Int { 131 }", "inputPixelScale: Float { 0.25 }",
    ] {
      #expect(swift.contains("public static var \(line)"), "\(line)")
    }
    #expect(swift.contains("predict(_ input: [UInt8]) throws -> [Float]"))
  }
}
