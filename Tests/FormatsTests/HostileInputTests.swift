import Basics
import Formats
import Testing

/// Damaged files of every format, each of which must be read or refused, and neither trap nor hang.
@Suite struct HostileInputTests {
  private static let weights = [
    "legacy.pth", "stored.pth", "deflated-big-endian.pth", "nested.pth", "all.safetensors",
    "stored.npz", "deflated.npz", "object.npz",
  ]
  private static let images = [
    "rgb-linear-gamma.png", "rgba.png", "grey-alpha.png", "bilevel.png", "palette-transparent.png",
    "deep.png",
    "colour-420.jpg", "colour-444-progressive.jpg", "grey-lossy.jpg", "cmyk.jpg",
  ]
  private static let definition = Array(
    """
    {"name": "v2 \\u00e9\\ud83d\\ude00 é", "blocks": [{"stride": 2, "ratio": -6.5e-1, "se": null},
     {"stride": 1, "residual": true, "nested": [[[[0]]], {"a": {"b": false}}]}]}
    """.utf8)

  @Test(arguments: weights)
  func weightsAreReadOrRefused(name: String) throws {
    try survive(fixture(name), name: name, cases: 200) { bytes throws(Rejection) in
      _ = try readTensors(bytes, file: "w")
    }
  }

  @Test(arguments: images)
  func imagesAreReadOrRefused(name: String) throws {
    try survive(fixture(name), name: name, cases: 120) { bytes throws(Rejection) in
      let image = try readImage(bytes, file: "i")
      #expect(image.pixels.count == image.width * image.height * 3)
    }
  }

  @Test func modelsAreReadOrRefused() {
    survive(onnxWithEverything, name: "model", cases: 3000) { bytes throws(Rejection) in
      let graph = try readONNX(bytes, file: "m.onnx").graph
      for tensor in graph.initializers {
        // The external file is missing, and a damaged type may be one that is not read.
        let values = try? tensor.floats()
        #expect(values == nil || values?.count == tensor.elementCount)
        _ = try? tensor.integers()
      }
    }
  }

  /// Damages the parts inside the zip, which a checksum protects otherwise.
  @Test func archivesOfDamagedPartsAreReadOrRefused() {
    var pickle = PickleWriter()
    pickle.stateDict(shape: [2, 2], strides: [2, 1], offset: 0, count: 4)
    survive(pickle.bytes, name: "pickle", cases: 400) { bytes throws(Rejection) in
      let numbers = [UInt8](repeating: 1, count: 16)
      _ = try readTensors(storedZip([("n/data.pkl", bytes), ("n/data/0", numbers)]), file: "w")
    }
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }\n"
    let array: [UInt8] =
      [0x93] + Array("NUMPY".utf8) + [1, 0] + littleEndian(UInt16(header.utf8.count)) + header.utf8
    survive(array, name: "array", cases: 400) { bytes throws(Rejection) in
      let numbers = [UInt8](repeating: 1, count: 16)
      _ = try readTensors(storedZip([("a.npy", bytes + numbers)]), file: "w")
    }
  }

  @Test func definitionsAreReadOrRefused() {
    survive(Self.definition, name: "definition", cases: 500) { bytes throws(Rejection) in
      let value = try parseJSON(bytes, file: "v.json")
      var reader = JSONObjectReader(value, expecting: "a network")
      _ = reader.string("name")
      _ = reader.doubles("blocks")
      _ = reader.finish()
    }
  }

  @Test(.timeLimit(.minutes(1))) func modelsOfTFLiteAreReadOrRefused() throws {
    survive(sampleTFLiteModel(), name: "sample.tflite", cases: 2000, read: readTFLiteModel)
    guard hasSharedFolder else { return }
    let file = try readFile("\(sharedFolder)/models/tinymaix_mnist_dw_q.tflite")
    survive(file, name: "mnist.tflite", cases: 1000, read: readTFLiteModel)
  }

  /// Reads a model with all its data; a refusal says which byte of what.
  private func readTFLiteModel(_ bytes: [UInt8]) throws(Rejection) {
    let model: TFLiteModel
    do throws(Rejection) { model = try readTFLite(bytes, file: "m") } catch {
      #expect(error.diagnostics.allSatisfy { "\($0.origin)".hasPrefix("m: ") })
      throw error
    }
    for tensor in model.subgraphs.flatMap(\.tensors) where model.data(of: tensor) != nil {
      _ = try elementCount(of: tensor, in: model)
    }
  }

  /// Reads `cases` damaged copies of a sample; a rejection must say where and be of a bad file.
  private func survive(
    _ sample: [UInt8], name: String, cases: Int, read: ([UInt8]) throws(Rejection) -> Void
  ) {
    var refused = 0
    for index in 0..<cases {
      do {
        try read(damaged(sample, SeededNumbers(name: "\(name) \(index)"), kind: index % 4))
      } catch {
        refused += 1
        #expect(error.kind == .badFile)
        #expect(error.diagnostics.allSatisfy { $0.origin != .unknown && !$0.message.isEmpty })
      }
    }
    // Damage that nobody notices is the exception.
    #expect(refused > cases / 4, "\(name)")
  }

  /// A copy that is cut off, has a few bits flipped, bytes moved, or a field set to an extreme.
  private func damaged(_ sample: [UInt8], _ numbers: SeededNumbers, kind: Int) -> [UInt8] {
    var bytes = sample
    func place(_ index: Int, below end: Int) -> Int { Int(numbers[index] * Double(end)) }
    switch kind {
    case 0: bytes.removeLast(1 + place(0, below: bytes.count))
    case 1:
      for flip in 0...place(0, below: 4) {
        bytes[place(flip * 2 + 1, below: bytes.count)] ^= 1 << UInt8(place(flip * 2 + 2, below: 8))
      }
    case 2:
      let length = 1 + place(0, below: min(64, bytes.count))
      let source = place(1, below: bytes.count - length)
      let target = place(2, below: bytes.count)
      bytes.insert(contentsOf: sample[source..<source + length], at: target)
      if numbers[3] < 0.5 { bytes.removeSubrange(source..<source + length) }
    default:
      let extremes: [[UInt8]] = [
        [0xff, 0xff, 0xff, 0xff], [0x7f, 0xff, 0xff, 0xff], [0, 0, 0, 0x80],
        [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], [0], [0xff],
      ]
      let extreme = extremes[place(0, below: extremes.count)]
      let target = place(1, below: bytes.count - extreme.count)
      bytes.replaceSubrange(target..<target + extreme.count, with: extreme)
    }
    return bytes
  }
}
