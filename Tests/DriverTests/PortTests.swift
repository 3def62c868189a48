import Driver
import Foundation
import TestSupport
import Testing

/// What the caller has where a network has integers: the same answers, whatever it is.
@Suite struct PortTests {
  private static let integers = """
    graph ports {
      weight @w : i8[3x1x1x2]([0.02], 0) = [10, -20, 30, 40, -50, 60]
      input %x : i8[5x4x2](0.01, -7) unsigned
      %y = conv2d %x {weight = @w, output = even(0.01, 5)} : i8[5x4x3](0.01, 5)
      output %y
    }
    """
  private static let floats = """
    graph ports {
      weight @w : i8[3x1x1x2]([0.02], 0) = [10, -20, 30, 40, -50, 60]
      input %x : f32[5x4x2]
      %q = quantize %x {output = even(0.01, -7)} : i8[5x4x2](0.01, -7)
      %y = conv2d %q {weight = @w, output = even(0.01, 5)} : i8[5x4x3](0.01, 5)
      %z = dequantize %y : f32[5x4x3]
      output %z
    }
    """

  @Test(arguments: [integers, floats], CompileOptions.ioTypes + [nil])
  func answersAsTheReference(_ network: String, _ io: String?) throws {
    var options = CompileOptions()
    options.io = io
    let header = try headerOfSound(network, options)
    let isUnsigned = io == "uint8" || (io == nil && network == Self.integers)
    let isFloat = io == "float" || (io == nil && network == Self.floats)
    let word = isFloat ? "const float *input" : "const \(isUnsigned ? "u" : "")int8_t *input"
    #expect(header.contains(word))
    // The zero point is that of what the caller has.
    if !isFloat { #expect(header.contains("INPUT_ZERO_POINT \(isUnsigned ? "121" : "(-7)")\n")) }
  }

  /// Floats of the caller stand in the arena of integers, whole or row by row.
  @Test(arguments: FedPlan.all) func floatsAreFedInEveryWay(_ fed: FedPlan) throws {
    var options = CompileOptions()
    options.io = "float"
    options.input = fed.input
    options.rings = fed.rings
    let header = try headerOfSound(Self.integers, options)
    #expect(!header.contains("INPUT_ZERO_POINT"))
  }

  /// The header of a network whose answers are those of the reference.
  private func headerOfSound(_ network: String, _ options: CompileOptions) throws -> String {
    let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).mnir")
    try Data(network.utf8).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    let request = ModelRequest(path: url.path)
    #expect(try verify(request, options).worst?.worstError ?? 1 < 1e-6)
    return String(decoding: try compile(request, options).header, as: UTF8.self)
  }
}
