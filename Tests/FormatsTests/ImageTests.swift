import Basics
import Formats
import Testing

@Suite struct ImageTests {
  @Test(arguments: [
    "rgb-linear-gamma.png", "rgba.png", "grey.png", "grey-alpha.png", "bilevel.png",
    "palette-transparent.png", "colour-420.jpg", "colour-444-progressive.jpg", "grey-lossy.jpg",
  ])
  func equalsPillow(name: String) throws {
    let image = try readImage(fixture(name), file: name)
    #expect(image.width == 13 && image.height == 11)
    #expect(image.pixels == (try fixture(String(name.dropLast(4)) + ".rgb")))
  }

  @Test func roundsSixteenBitsWherePillowTruncates() throws {
    let pixels = try readImage(fixture("deep.png"), file: "i").pixels
    let truncated = try fixture("deep.rgb")
    #expect(pixels.count == truncated.count)
    #expect(zip(pixels, truncated).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
  }

  @Test(arguments: [(5, 4), (13, 3), (29, 11), (31, 26), (6, 20), (1, 1)])
  func resizesAsPillow(width: Int, height: Int) throws {
    let image = try readImage(fixture("rgb-linear-gamma.png"), file: "i")
    let resized = image.resized(width: width, height: height)
    #expect(resized.width == width && resized.height == height)
    #expect(resized.pixels == (try fixture("resized-\(width)x\(height).rgb")))
  }

  @Test func crops() {
    let image = PixelImage(width: 4, height: 3, pixels: (0..<36).map { UInt8($0) })
    let expected: [UInt8] = [15, 16, 17, 18, 19, 20, 27, 28, 29, 30, 31, 32]
    #expect(image.cropped(x: 1, y: 1, width: 2, height: 2).pixels == expected)
    // Halves round to even: 1.5 to 2 and 0.5 to 0.
    #expect(image.croppedToCenter(width: 1, height: 2).pixels == [6, 7, 8, 18, 19, 20])
  }

  @Test func keepsTheAspectRatio() throws {
    let image = PixelImage(width: 7, height: 3, pixels: Array(repeating: 9, count: 63))
    let resized = try image.resized(shorterSide: 5, file: "i")
    #expect(resized.width == 11 && resized.height == 5)
    let sliver = PixelImage(width: 1, height: 100_000, pixels: Array(repeating: 9, count: 300_000))
    #expect(throws: Rejection.self) { try sliver.resized(shorterSide: 256, file: "i") }
  }

  @Test(
    .enabled(if: hasSharedFolder, "needs ../shared"), arguments: ["coffee", "chelsea"])
  func preparesPhotosAsTorchvision(name: String) throws {
    let path = "\(sharedFolder)/images/\(name).png"
    let image = try readImage(readFile(path), file: path)
      .resized(shorterSide: 256, file: path).croppedToCenter(width: 224, height: 224)
    let golden = try readFile("\(sharedFolder)/golden/imagenet/\(name).nhwc.f32")
    let (mean, deviation): ([Float], [Float]) = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
    var worst: Float = 0
    golden.withUnsafeBytes { golden in
      for (i, pixel) in image.pixels.enumerated() {
        let value = (Float(pixel) / 255 - mean[i % 3]) / deviation[i % 3]
        let expected = golden.loadUnaligned(fromByteOffset: 4 * i, as: Float.self)
        worst = max(worst, abs(value - expected))
      }
    }
    #expect(golden.count == 4 * image.pixels.count)
    #expect(worst < 1e-6)
  }

  @Test func refusesWhatIsNoImage() throws {
    let refusals = [
      (Array("GIF89a..".utf8), "image.format"),
      (Array(try fixture("rgba.png").dropLast()), "file.truncated"),
      (Array(try fixture("grey-lossy.jpg").dropLast(20)), "image.jpeg"),
      (try fixture("cmyk.jpg"), "image.jpeg"),
      (try resizedHeader(width: 100_000, height: 100_000), "image.size"),
      (try resizedHeader(width: 9000, height: 9000), "image.truncated"),
      (try resizedHeader(width: .max, height: .max), "image.png"),
      ([], "image.format"),
    ]
    for (bytes, id) in refusals {
      let rejection = #expect(throws: Rejection.self) { try readImage(bytes, file: "i") }
      #expect(rejection?.diagnostics.first?.id == id)
    }
  }

  /// A PNG whose header, with a right checksum, claims another size than its data have.
  private func resizedHeader(width: UInt32, height: UInt32) throws -> [UInt8] {
    var bytes = try fixture("rgba.png")
    bytes.replaceSubrange(16..<24, with: (littleEndian(height) + littleEndian(width)).reversed())
    bytes.replaceSubrange(29..<33, with: littleEndian(crc32(bytes[12..<29])).reversed())
    return bytes
  }
}
