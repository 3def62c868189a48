import Basics
import IR
import TestSupport
import Testing

@Suite struct VerifierFileTests {
  static let files = packageFiles(in: "Tests/Files/verifier", ending: ".mnir")

  @Test(arguments: files) func isRefusedOnTheMarkedLine(_ path: String) throws {
    let file = try CaseFile(path)
    #expect(!file.cases.isEmpty)
    for item in file.cases {
      let lines = item.input.split(separator: "\n", omittingEmptySubsequences: false)
      let marks = lines.enumerated().filter { $0.element.contains(errorMark) }
      try #require(marks.count == 1, "\(path): \(item.title) has one error")
      let marked = marks[0].element
      let rule = marked.firstRange(of: errorMark).map { marked[$0.upperBound...] } ?? ""
      var bytes = Array(item.input.utf8)
      // What is missing at the end is missing on the last line of the case.
      bytes.removeLast()
      let rejection = #expect(throws: Rejection.self, "\(path): \(item.title)") {
        try parseGraph(bytes, file: path)
      }
      let found = try #require(rejection?.diagnostics.first)
      #expect(rejection?.kind == .badFile)
      #expect(rejection?.diagnostics.count == 1)
      guard case .text(path, let line, let column, _) = found.origin else {
        Issue.record("\(path): \(item.title): no position: \(found)")
        continue
      }
      let expected = "\(marks[0].offset + 1): \(rule)"
      #expect("\(line): \(found.id)" == expected, "\(item.title): \(found)")
      #expect((1...marked.utf8.count + 1).contains(column))
    }
  }

  /// Every rule that the sources name is provoked by a file or by `VerifierTests`.
  @Test func everyRuleIsProvoked() throws {
    var rules: Set<String> = []
    let folders = ["Sources/IR", "Sources/IR/Ops", "Sources/IR/Text"]
    for path in folders.flatMap({ packageFiles(in: $0, ending: ".swift") }) {
      for match in try packageText(path).matches(of: /"((?:ir|op|text)\.[a-z]+)"/) {
        rules.insert(String(match.output.1))
      }
    }
    var provoked: Set<String> = []
    let tests = try Self.files.map { try packageText($0) }
    for match in tests.joined().matches(of: /\/\/ error: ([a-z.]+)/) {
      provoked.insert(String(match.output.1))
    }
    for match in try packageText("Tests/IRTests/VerifierTests.swift").matches(
      of: /\["(ir\.[a-z]+)"/)
    {
      provoked.insert(String(match.output.1))
    }
    #expect(rules.subtracting(provoked).sorted() == [])
    #expect(provoked.subtracting(rules).sorted() == [])
  }

  @Test func thereAreManyCases() throws {
    let count = try Self.files.reduce(0) { try $0 + CaseFile($1).cases.count }
    #expect(count >= 30)
  }
}

private let errorMark = "// error: "
