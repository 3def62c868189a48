import Driver
import Foundation
import TestSupport
import Testing

/// What networks on integers cannot be yet is said, not tried.
@Suite struct IntegerLimitsTests {
  private static let network = """
    graph "limits" {
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

  private func failure(_ body: () throws -> Void) -> Failure? {
    do { try body() } catch { return error as? Failure }
    return nil
  }

  /// Floats between integers stand in the arena, too.
  @Test func floatsFitIntoTheArena() throws {
    let request = try request(Self.network)
    defer { try? FileManager.default.removeItem(atPath: request.path) }
    let report = try verify(request, CompileOptions())
    #expect(report.ops.count == Self.network.components(separatedBy: "\n  %").count - 1)
  }

  @Test func swiftNamesAllOpsItLacks() throws {
    let text = Self.network.replacingOccurrences(of: "%s = softmax %z", with: "%s = softmax %y")
      .replacingOccurrences(of: "  %z = dequantize %y : f32[4x4x2]\n", with: "")
    let request = try request(text)
    defer { try? FileManager.default.removeItem(atPath: request.path) }
    let failure = try #require(failure { _ = try compileSwift(request, CompileOptions()) })
    #expect(failure.exitCode == 3)
    #expect(failure.diagnostics.count == 2)
    #expect(failure.description.contains("%y: conv2d of integers cannot be emitted as Swift yet"))
    let model = try compile(request, CompileOptions())
    let header = String(decoding: model.header, as: UTF8.self)
    // The scale of the integers and that of the pixels are two.
    #expect(header.components(separatedBy: "#define MODEL_INPUT_SCALE ").count == 2)
    #expect(header.contains("#define MODEL_INPUT_PIXEL_SCALE 0.25f"))
  }
}
