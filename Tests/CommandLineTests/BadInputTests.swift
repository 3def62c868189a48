import Basics
import Foundation
import TestSupport
import Testing

/// Arguments that must fail, and how.
struct BadInput: Sendable, CustomTestStringConvertible {
  var testDescription: String
  /// What the folder holds, by name.
  var files: [String: [UInt8]] = [:]
  /// The arguments; `@name` stands for a file of the folder.
  var arguments: [String]
  var status: Int32
  /// What the error must say.
  var says: String

  static let definition = ["Graphs/v2.json"]

  static func model(_ name: String, _ text: String, _ says: String) -> BadInput {
    BadInput(
      testDescription: name, files: ["m.json": Array(text.utf8)],
      arguments: ["compile", "@m.json", "-o", "@out.c"], status: 2, says: says)
  }

  static func weights(_ name: String, _ bytes: [UInt8], _ says: String) -> BadInput {
    BadInput(
      testDescription: name, files: ["w": bytes],
      arguments: ["compile", "Graphs/v2.json", "--weights", "@w", "-o", "@out.c"], status: 2,
      says: says)
  }

  static func override(_ arguments: [String], _ says: String) -> BadInput {
    BadInput(
      testDescription: arguments.joined(separator: " "),
      arguments: ["compile", "Graphs/v2.json", "-o", "@out.c"] + arguments, status: 1, says: says)
  }

  static let all: [BadInput] = [
    // Usage.
    BadInput(testDescription: "no arguments", arguments: ["compile"], status: 1, says: "Usage"),
    BadInput(
      testDescription: "unknown option",
      arguments: ["compile", "Graphs/v2.json", "-o", "@out.c", "--frobnicate"], status: 1,
      says: "frobnicate"),
    BadInput(
      testDescription: "output is no C file",
      arguments: ["compile", "Graphs/v2.json", "-o", "@out.txt"], status: 1, says: "model.c"),
    override(["--width", "0"], "width"),
    override(["--width", "-1"], "width"),
    override(["--width", "nan"], "width"),
    override(["--width", "1e300"], "width"),
    override(["--resolution", "0"], "resolution"),
    override(["--resolution", "224x"], "resolution"),
    override(["--resolution", "1000000000"], "resolution"),
    override(["--classes", "1000000000"], "classes"),
    override(["--classes", "0"], "classes"),
    override(["--dialect", "caffe"], "torchvision"),
    override(["--ways", "0"], "ways"),
    override(["--threads", "0"], "usage.threads"),
    override(["--threads", "65"], "usage.threads"),
    override(["--threads-out", "@threads.h"], "--threads N"),
    override(["--ways", "many"], "ways"),
    override(["--optimize", "size"], "latency"),
    override(["--target", "pdp11"], "generic"),
    override(["--print-after", "unknown-pass"], "fold-batch-norm"),
    BadInput(
      testDescription: "torchvision has no V1",
      arguments: ["compile", "Graphs/v1.json", "--dialect", "torchvision", "-o", "@out.c"],
      status: 1, says: "timm"),
    BadInput(
      testDescription: "render to an unknown format",
      arguments: ["render", "Graphs/v2.json", "-o", "@out.bmp"], status: 1, says: "svg"),
    // Files.
    BadInput(
      testDescription: "no such model", arguments: ["compile", "@none.json", "-o", "@out.c"],
      status: 2, says: "none.json"),
    BadInput(
      testDescription: "the model is a folder",
      arguments: ["compile", "Graphs.json", "-o", "@out.c"], status: 2, says: "Graphs"),
    BadInput(
      testDescription: "unknown kind of model", files: ["m.yaml": [1, 2, 3]],
      arguments: ["compile", "@m.yaml", "-o", "@out.c"], status: 3, says: ".json"),
    BadInput(
      testDescription: "no model of TFLite", files: ["m.tflite": [1, 2, 3]],
      arguments: ["compile", "@m.tflite", "-o", "@out.c"], status: 2, says: "m.tflite"),
    BadInput(
      testDescription: "no model of ONNX", files: ["m.onnx": [1, 2, 3]],
      arguments: ["compile", "@m.onnx", "-o", "@out.c"], status: 2, says: "m.onnx"),
    BadInput(
      testDescription: "the output folder does not exist",
      arguments: ["compile", "Graphs/v3-small.json", "-o", "@nowhere/out.c"], status: 2,
      says: "nowhere"),
    model("an empty definition", "", "m.json"),
    model("not JSON", "{]", "m.json:1:2"),
    model("an array", "[]", "object"),
    model("an unknown key", #"{"name": "x", "strid": 1}"#, "strid"),
    model("a duplicate key", #"{"name": "x", "name": "y"}"#, "m.json:1:15"),
    model("a wrong type", #"{"name": 3}"#, "name"),
    model("deep nesting", String(repeating: "[", count: 100_000), "json.depth"),
    BadInput(
      testDescription: "bad text form",
      files: ["m.mnir": Array("graph g {\n  %a = foo %b\n}".utf8)],
      arguments: ["compile", "@m.mnir", "-o", "@out.c"], status: 2, says: "m.mnir:2:8"),
    weights("empty weights", [], "empty"),
    weights("weights of an unknown kind", Array("hello world, no weights here".utf8), "weights"),
    weights(
      "a pickle that asks for os.system",
      [0x80, 2] + Array("cos\nsystem\n(S'touch /tmp/pwned'\ntR.".utf8), "weights"),
    BadInput(
      testDescription: "an image that is none", files: ["i.png": Array("hello".utf8)],
      arguments: ["run", "Graphs/v3-small.json", "@i.png"], status: 2, says: "i.png"),
  ]
}

@Suite struct BadInputTests {
  @Test(arguments: BadInput.all) func isRefused(_ input: BadInput) throws {
    let scratch = try Scratch()
    for (name, bytes) in input.files { _ = try scratch.file(name, bytes) }
    let arguments = input.arguments.map {
      $0.hasPrefix("@") ? "\(scratch.path)/\($0.dropFirst())" : $0
    }
    let outcome = try Program.run(arguments)
    #expect(outcome.status == input.status, "\(outcome.errors.prefix(500))")
    #expect(outcome.errors.contains(input.says), "\(outcome.errors.prefix(500))")
    // Nothing is written, whole or half.
    #expect(scratch.files == input.files.keys.sorted())
    if input.status != 1 { #expect(outcome.errors.contains("error: ")) }
  }

  /// Damaged files of every kind through the whole compiler; the readers' own tests have thousands.
  @Test func damagedModelsNeverTrap() throws {
    let numbers = SeededNumbers(name: "damaged models")
    let sources = [
      ("json", try packageFile("Graphs/v3-small.json")),
      (
        "mnir",
        Array(
          """
          graph tiny {
            weight @w : f32[4x3x3x3] = seeded conv "stem.weight"
            input %x : f32[8x8x3]
            %y = conv2d %x {weight = @w, padding = [1, 1, 1, 1], activation = relu} : f32[8x8x4]
            output %y
          }
          """.utf8)
      ),
    ]
    for (ending, bytes) in sources {
      for number in 0..<60 {
        var damaged = bytes
        for flip in 0..<(1 + number % 3) {
          let bits = numbers.bits(number * 10 + flip)
          damaged[Int(bits % UInt64(damaged.count))] ^= UInt8(1 << (bits >> 60 & 7))
        }
        if number % 4 == 0 {
          damaged.removeLast(Int(numbers.bits(number * 10 + 9) % UInt64(damaged.count)))
        }
        let scratch = try Scratch()
        let model = try scratch.file("m.\(ending)", damaged)
        let outcome = try Program.run(["inspect", model])
        #expect((0...3).contains(outcome.status), "\(outcome.status): \(model)")
      }
    }
  }
}
