import Driver
import Foundation
import TestSupport
import Testing

/// The real weights on integers, beside what torchvision's own MobileNetV2 says of the photos.
@Suite(
  .enabled(
    if: sharedFolder != nil,
    "needs models/mobilenet_v2-b0353104.pth and the photos, in MNCC_SHARED or beside the package"))
struct QuantizedPhotoTests {
  @Test func topClassesStay() throws {
    let shared = sharedFolder ?? ""
    var request = ModelRequest(path: "\(packageFolder)/Graphs/v2.json")
    request.weights = "\(shared)/models/mobilenet_v2-b0353104.pth"
    var options = QuantizeOptions(samples: .images(folder: "\(shared)/images"))
    options.count = 16
    let quantized = try quantize(request, options)
    #expect(quantized.report.inputs == 16 && quantized.report.sameTopClass >= 15)
    #expect(quantized.report.cosine > 0.995 && quantized.report.probabilityDistance < 0.05)
    #expect(quantized.report.layers.allSatisfy { ($0.signalToNoise ?? 100) > 15 })

    let folder = FileManager.default.temporaryDirectory
    let path = folder.appending(path: "mncc-\(UUID().uuidString).mnir").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try write([(path, quantized.text)])
    for (photo, index) in [("coffee", 967), ("chelsea", 285)] {
      let report = try run(
        ModelRequest(path: path), CompileOptions(), image: "\(shared)/images/\(photo).png")
      #expect(report.predictions.first?.index == index)
      let expected = Photo.all.first { $0.name == photo }?.top.first?.probability ?? 0
      #expect(abs((report.predictions.first?.probability ?? 0) - expected) < 0.12)
    }
  }
}
