import Basics
import Formats
import Foundation
import Testing

@Suite final class ONNXExternalDataTests {
  /// Holds the model's folder, and a file beside that which no model may read.
  private let outside: String
  private var folder: String { "\(outside)/model" }

  init() throws {
    outside = "\(NSTemporaryDirectory())/mncc-external-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: "\(outside)/model/parts", withIntermediateDirectories: true)
    let floats = [1, 2, 3, 4].flatMap { littleEndian(Float($0).bitPattern) }
    try writeFile("\(folder)/w.bin", floats)
    try writeFile("\(folder)/parts/w.bin", floats)
    try writeFile("\(outside)/secret", floats)
    let links = [
      ("inside", "parts/w.bin"), ("out", "../secret"), ("up", ".."), ("model-2", "../model"),
    ]
    for (name, target) in links {
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/\(name)", withDestinationPath: target)
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: outside) }

  private func read(
    _ location: String?, offset: String? = nil, length: String? = nil, shape: [Int64] = [2]
  ) throws(Rejection) -> [Float] {
    let tensor = externalTensor(shape, location: location, offset: offset, length: length)
    let graph = try readGraph(tensor, file: "\(folder)/m.onnx")
    return try graph.initializers[0].floats()
  }

  private func refusal(
    _ location: String?, offset: String? = nil, length: String? = nil, shape: [Int64] = [2]
  ) -> String {
    do {
      return "not refused: \(try read(location, offset: offset, length: length, shape: shape))"
    } catch {
      #expect(error.kind == .badFile)
      return error.description.replacingOccurrences(of: folder, with: "F")
    }
  }

  @Test func readsTheFolderOfTheModel() throws {
    #expect(try read("w.bin", shape: [4]) == [1, 2, 3, 4])
    #expect(try read("w.bin", offset: "4", length: "8") == [2, 3])
    #expect(try read("./parts/w.bin", offset: "8", length: "0") == [3, 4])
    #expect(try read("inside") == [1, 2])
    #expect(try read("model-2/w.bin") == [1, 2])
    #expect(try read("w.bin", offset: "16", shape: [0]) == [])
  }

  @Test func refusesPathsThatLeaveTheFolder() {
    #expect(
      refusal("../secret") == """
        F/m.onnx: graph.initializer[0] w: error: expected a path in the model's folder, \
        found "../secret" [onnx.external-data]
        """)
    #expect(refusal("parts/../../secret").contains("expected a path in the model's folder"))
    #expect(refusal("\(outside)/secret").contains("found the absolute"))
    #expect(refusal("out").contains("is a link that leads out of the model's folder"))
    #expect(refusal("up/secret").contains("is a link that leads out of the model's folder"))
    #expect(refusal("").contains("expected the name of a file"))
    #expect(refusal("w.bin\0x").contains("expected the name of a file"))
    #expect(refusal(nil).contains("does not say in which file"))
  }

  @Test func refusesWhatIsNotThere() {
    #expect(
      refusal("missing") == """
        F/m.onnx: graph.initializer[0] w: error: "missing" cannot be opened: No such file or \
        directory [onnx.external-data]
        """)
    #expect(refusal("parts").contains("is a directory, expected a file"))
    #expect(
      refusal("w.bin", offset: "12").contains(
        "its data in \"w.bin\": expected 8 bytes from byte 12 on, found 16 bytes [file.truncated]"))
    #expect(refusal("w.bin", offset: "9223372036854775807").contains("[file.truncated]"))
    #expect(refusal("w.bin", shape: [1 << 40]).contains("[file.truncated]"))
    #expect(refusal("w.bin", length: "4").contains("asks for 8 bytes, `length` says 4"))
    #expect(refusal("w.bin", offset: "-4").contains("expected a number of bytes as `offset`"))
    #expect(refusal("w.bin", length: "8x").contains("found \"8x\""))
  }
}
