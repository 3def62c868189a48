import Fuzzing
import TestSupport
import Testing

/// What the fuzzer found worth keeping: one file for each thing that importers can do, and all that
/// once made one fail.
@Suite struct CorpusTests {
  @Test(.timeLimit(.minutes(1)), arguments: FuzzedFormat.allCases)
  func everyFileIsImportedOrRefused(format: FuzzedFormat) throws {
    var (refused, imported) = (0, 0)
    for path in packageFiles(in: "Tests/Files/fuzz/\(format)", ending: ".\(format)") {
      switch exerciseImport(of: try packageFile(path), as: format) {
      case .refused: refused += 1
      case .imported: imported += 1
      case .fault(let message): Issue.record("\(path): \(message)")
      }
    }
    // Most TFLite seeds are of operators that were refused once.
    let leastRefused = [FuzzedFormat.onnx: 50, .tflite: 5][format] ?? 0
    #expect(refused > leastRefused && imported > 50, "\(refused) refused, \(imported) imported")
  }
}
