import Driver
import Formats
import TestSupport
import Testing

/// What torchvision's own MobileNetV2 says of a photo.
struct Photo: Sendable, CustomTestStringConvertible {
  var name: String
  var top: [(label: String, probability: Double)]
  var testDescription: String { name }

  /// The entries of `Tests/Golden/imagenet/index.json`.
  static let all: [Photo] = {
    let index = "Tests/Golden/imagenet/index.json"
    guard let bytes = try? packageFile(index), let root = try? parseJSON(bytes, file: index)
    else { return [] }
    var reader = JSONObjectReader(root, expecting: "an index")
    return (reader.array("images") ?? []).compactMap { image in
      var reader = JSONObjectReader(image, expecting: "an image")
      guard let file = reader.string("image"), let top = reader.array("top5") else { return nil }
      let classes = top.compactMap { entry -> (String, Double)? in
        var reader = JSONObjectReader(entry, expecting: "a class")
        guard let label = reader.string("label"),
          let probability = reader.double("probability", in: 0...1)
        else { return nil }
        return (label, probability)
      }
      return Photo(name: String(file.prefix { $0 != "." }), top: classes)
    }
  }()
}

@Suite(
  .enabled(
    if: sharedFolder != nil,
    "needs models/mobilenet_v2-b0353104.pth and the photos, in MNCC_SHARED or beside the package"))
struct RealPhotoTests {
  private let shared = sharedFolder ?? ""

  private var request: ModelRequest {
    var request = ModelRequest(path: "\(packageFolder)/Graphs/v2.json")
    request.weights = "\(shared)/models/mobilenet_v2-b0353104.pth"
    return request
  }

  @Test func bothPhotosAreThere() { #expect(Photo.all.map(\.top.count) == [5, 5]) }

  @Test(arguments: Photo.all) func logitsFromTheGivenTensor(photo: Photo) throws {
    let compiler = try #require(CCompiler(), "needs a C compiler")
    let model = try prepare(try load(request).graph, CompileOptions())
    let input = try floats("\(shared)/golden/imagenet/\(photo.name).nhwc.f32")
    let answer = try execute(model, input: input, compiler, flags: ["-O2"], calls: 1)
    let expected = try doubles("Tests/Golden/imagenet/\(photo.name).logits.f64")
    for (actual, expected) in zip(answer.output, expected) {
      #expect(abs(Double(actual) - expected) < 1e-4)
    }
  }

  @Test(arguments: Photo.all) func topFiveFromTheImage(photo: Photo) throws {
    let report = try run(
      request, CompileOptions(), image: "\(shared)/images/\(photo.name).png")
    #expect(report.predictions.map(\.label) == photo.top.map(\.label))
    for (actual, expected) in zip(report.predictions, photo.top) {
      #expect(abs(actual.probability - expected.probability) < 0.005)
    }
  }
}
