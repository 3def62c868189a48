import Formats
import Foundation
import TestSupport
import Testing

/// `mncc trace` as a user runs it.
@Suite struct TraceTests {
  private static let model = [
    "Graphs/v2.json", "--width", "0.35", "--resolution", "32", "--classes", "10",
  ]
  /// Three inputs with channels side by side and one with channels first.
  private static let inputs = ["--npz", "Tests/CommandLineTests/Fixtures/inputs.npz"]

  @Test func everyOpHasAnArrayWhateverThePlan() throws {
    let scratch = try Scratch()
    func tensors(_ options: [String]) throws -> [TensorRecord] {
      let file = "\(scratch.path)/values.npz"
      let outcome = try Program.run(
        ["trace"] + Self.model + Self.inputs + options + ["-o", file], timeout: 300)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("arrays of 4 inputs"))
      return try readTensors(readFile(file), file: file).tensors
    }
    let plain = try tensors([])
    let small = try tensors(["--rings", "none"])
    #expect(plain.last?.shape == [4, 1, 1, 10])
    #expect(plain.contains { $0.shape == [4, 16, 16, 16] })
    #expect(Set(plain.map(\.name)).isSubset(of: small.map(\.name)))
    for tensor in plain {
      let other = try #require(small.first { $0.name == tensor.name })
      let largest = tensor.values.map(\.magnitude).max() ?? 0
      #expect(zip(tensor.values, other.values).allSatisfy { abs($0 - $1) <= 1e-5 * largest })
    }
  }

  @Test(arguments: [
    (["--npz", "Graphs/v2.json"], 2, "weights.format"),
    (["--npz", "@/none.npz"], 2, "file.missing"),
    ([], 1, "--npz"),
  ])
  func refusesWhatIsNoInput(options: [String], status: Int32, message: String) throws {
    let scratch = try Scratch()
    let outcome = try Program.run(
      ["trace"] + Self.model + options.map { $0.replacing("@", with: scratch.path) }
        + ["-o", "\(scratch.path)/values.npz"])
    #expect(outcome.status == status)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(scratch.files.isEmpty)
  }
}
