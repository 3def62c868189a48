import Foundation
import TestSupport
import Testing

/// Compares a text with a file of `Golden/`; `MNCC_BLESS=1` writes the file instead.
func expectGolden(_ name: String, _ actual: String, location: SourceLocation = #_sourceLocation)
  throws
{
  let path = "\(packageFolder)/Tests/CodegenTests/Golden/\(name)"
  if environment("MNCC_BLESS") == "1" {
    try actual.write(toFile: path, atomically: true, encoding: .utf8)
  }
  let expected = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  guard actual != expected else { return }
  let lines = { (text: String) in text.split(separator: "\n", omittingEmptySubsequences: false) }
  let changes = lines(actual).difference(from: lines(expected)).map { change in
    switch change {
    case .remove(let offset, let line, _): "-\(offset + 1): \(line)"
    case .insert(let offset, let line, _): "+\(offset + 1): \(line)"
    }
  }
  Issue.record(
    """
    \(name) has changed; if that is meant: MNCC_BLESS=1 swift test --filter CodegenTests
    \(changes.prefix(60).joined(separator: "\n"))
    """, sourceLocation: location)
}
