import Foundation
import TestSupport
import Testing

/// `mncc quantize` as a user runs it.
@Suite struct QuantizeTests {
  private static let small = [
    "Graphs/v2.json", "--width", "0.35", "--resolution", "32", "--classes", "10",
  ]
  /// Three inputs with channels side by side and one with channels first.
  private static let inputs = ["--npz", "Tests/CommandLineTests/Fixtures/inputs.npz"]

  /// What a report must have.
  private struct Report: Decodable {
    struct Layer: Decodable {
      let name: String
      let scale: Float
      let signalToNoise: Double?
    }
    let inputs: Int
    let sameTopClass: Int
    let cosine: Double
    let layers: [Layer]
  }

  @Test(arguments: [
    [], ["--rounding", "even"], ["--rounding", "single"], ["--calibrate", "minmax"],
    ["--equalise", "off", "--correct-bias", "off"],
  ])
  func resultCompiles(options: [String]) throws {
    let scratch = try Scratch()
    let model = "\(scratch.path)/m.mnir"
    let outcome = try Program.run(
      ["quantize"] + Self.small + Self.inputs + options + ["--json", "-o", model], timeout: 300)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
    // A seeded network of 32 pixels, on four inputs: real weights reach 0.998.
    #expect(report.inputs == 4 && report.sameTopClass >= 3)
    #expect(report.cosine > 0.97, "\(report.cosine)")
    #expect(report.layers.allSatisfy { $0.scale > 0 && ($0.signalToNoise ?? 99) > 10 })
    let compiled = try Program.run(["compile", model, "-o", "\(scratch.path)/m.c"])
    #expect(compiled.status == 0, "\(compiled.errors)")
    let header = try String(contentsOfFile: "\(scratch.path)/m.h", encoding: .utf8)
    #expect(header.contains("int8_t"))
  }

  @Test func sameInputsGiveTheSameBytes() throws {
    let scratch = try Scratch()
    for name in ["a", "b"] {
      let outcome = try Program.run(
        ["quantize"] + Self.small + Self.inputs + ["-o", "\(scratch.path)/\(name).mnir"],
        timeout: 300)
      #expect(outcome.status == 0 && outcome.output.contains("same top class"))
    }
    let files = try ["a", "b"].map {
      try Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/\($0).mnir"))
    }
    #expect(files[0] == files[1] && files[0].count > 1000)
  }

  @Test func imagesAreCropped() throws {
    let scratch = try Scratch()
    let fixtures = "\(packageFolder)/Tests/FormatsTests/Fixtures"
    for image in ["deep.png", "grey-lossy.jpg"] {
      try FileManager.default.copyItem(
        atPath: "\(fixtures)/\(image)", toPath: "\(scratch.path)/\(image)")
    }
    _ = try scratch.file("notes.txt", "no image")
    let outcome = try Program.run(
      ["quantize"] + Self.small
        + ["--images", scratch.path, "--count", "5", "-o", "\(scratch.path)/m.mnir"], timeout: 300)
    #expect(outcome.status == 0 && outcome.output.contains("5 inputs"), "\(outcome.errors)")
  }

  /// Options after the model that must fail; `@` stands for a folder with a file that is no image.
  @Test(
    arguments: [
      (["-o", "@/m.mnir"], 1, "--images FOLDER or --npz FILE"),
      (Self.inputs + ["--images", "@", "-o", "@/m.mnir"], 1, "--images FOLDER or --npz FILE"),
      (Self.inputs + ["-o", "@/m.c"], 1, ".mnir"),
      (Self.inputs + ["--calibrate", "entropy", "-o", "@/m.mnir"], 1, "minmax, percentile"),
      (Self.inputs + ["--rounding", "up", "-o", "@/m.mnir"], 1, "double, single, even"),
      (Self.inputs + ["--percentile", "3", "-o", "@/m.mnir"], 1, "usage.percentile"),
      (Self.inputs + ["--percentile", "nan", "-o", "@/m.mnir"], 1, "usage.percentile"),
      (Self.inputs + ["--count", "0", "-o", "@/m.mnir"], 1, "usage.count"),
      (["--images", "@/none", "-o", "@/m.mnir"], 2, "file.unreadable"),
      (["--images", "@/empty", "-o", "@/m.mnir"], 2, "images.none"),
      (["--images", "@", "-o", "@/m.mnir"], 2, "image.format"),
      (["--npz", "@/bad.png", "-o", "@/m.mnir"], 2, "weights.format"),
      (Self.inputs + ["--resolution", "64", "-o", "@/m.mnir"], 2, "samples.shape"),
    ] as [([String], Int32, String)])
  func isRefused(arguments: [String], status: Int32, says: String) throws {
    let scratch = try Scratch()
    _ = try scratch.file("bad.png", "hello")
    try FileManager.default.createDirectory(
      atPath: "\(scratch.path)/empty", withIntermediateDirectories: false)
    let outcome = try Program.run(
      ["quantize"] + Self.small
        + arguments.map { $0.hasPrefix("@") ? scratch.path + $0.dropFirst() : $0 })
    #expect(outcome.status == status, "\(outcome.errors)")
    #expect(outcome.errors.contains(says), "\(outcome.errors)")
    #expect(scratch.files == ["bad.png", "empty"])
  }

  @Test func integersAreRefused() throws {
    let scratch = try Scratch()
    let model = try scratch.file(
      "m.mnir",
      """
      graph integers {
        input %x : i8[32x32x3](0.5, 0)
        %y = activation %x {output = double(0.25, 0)} : i8[32x32x3](0.25, 0)
        output %y
      }
      """)
    let outcome = try Program.run(
      ["quantize", model] + Self.inputs + ["-o", "\(scratch.path)/q.mnir"])
    #expect(outcome.status == 3 && outcome.errors.contains("quantize.integers"))
  }
}
