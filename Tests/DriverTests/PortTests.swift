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
    let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).mnir")
    try Data(network.utf8).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    var options = CompileOptions()
    options.io = io
    let request = ModelRequest(path: url.path)
    let report = try verify(request, options)
    #expect(report.worst?.worstError ?? 1 < 1e-6)
    let isUnsigned = io == "uint8" || (io == nil && network == Self.integers)
    let isFloat = io == "float" || (io == nil && network == Self.floats)
    let header = String(decoding: try compile(request, options).header, as: UTF8.self)
    let word = isFloat ? "const float *input" : "const \(isUnsigned ? "u" : "")int8_t *input"
    #expect(header.contains(word))
    // The zero point is that of what the caller has.
    if !isFloat { #expect(header.contains("INPUT_ZERO_POINT \(isUnsigned ? "121" : "(-7)")\n")) }
  }
}
