import Basics
import IR
import Passes
import TestSupport
import Testing

/// The cases of a file of `Tests/Files/passes`, and what its first line says to run.
struct PassFile: Sendable, CustomTestStringConvertible {
  let path: String

  var testDescription: String { path.split(separator: "/").last.map(String.init) ?? path }

  static let all = packageFiles(in: "Tests/Files/passes", ending: ".mnir").map(PassFile.init)

  /// The file and the passes of its `// RUN:` line.
  func read() throws -> (file: CaseFile, passes: [Pass]) {
    let file = try CaseFile(path)
    let command = try #require(file.header.first)
    #expect(command.hasPrefix("// RUN: "), "the first line of \(path) says what to run")
    let names = command.dropFirst("// RUN: ".count).split(separator: ",").map { name in
      String(name.drop { $0 == " " })
    }
    if names == ["standard"] { return (file, standardPipeline) }
    let passes = try names.map { name in
      try #require(standardPipeline.first { $0.name == name }, "there is no pass \(name)")
    }
    return (file, passes)
  }
}

@Suite struct PassFileTests {
  @Test func eachPassHasAFile() {
    let names = Set(PassFile.all.map(\.testDescription))
    for pass in standardPipeline { #expect(names.contains("\(pass.name).mnir")) }
  }

  @Test(arguments: PassFile.all) func givesWhatIsExpected(_ one: PassFile) throws {
    let (file, passes) = try one.read()
    #expect(!file.cases.isEmpty)
    var blessed: [String] = []
    for item in file.cases {
      let before = try parseGraph(Array(item.input.utf8), file: one.path)
      let found = try run(passes, on: before, verifyEach: true).text()
      let isUnchanged = found == before.text()
      blessed.append(isUnchanged ? CaseFile.unchanged : found)
      let expected = item.expected == CaseFile.unchanged ? before.text() : item.expected
      if found != expected, !isBlessing {
        Issue.record(
          """
          \(one.path): \(item.title)
          \(lineDiff(expected: expected, found: found))
          If this is right: MNCC_BLESS=1 swift test --filter PassFileTests
          """)
      }
    }
    // What is missing is written at once, and fails this one time.
    let isMissing = file.cases.contains { $0.expected.isEmpty }
    if isBlessing || isMissing {
      let expectations = zip(file.cases, blessed).map { item, found in
        isBlessing || item.expected.isEmpty ? found : item.expected
      }
      try rewritePackageText(one.path, file.text(expecting: expectations))
    }
  }

  @Test(arguments: PassFile.all) func keepsTheMeaning(_ one: PassFile) throws {
    let (file, passes) = try one.read()
    for item in file.cases {
      let graph = try parseGraph(Array(item.input.utf8), file: one.path)
      try expectSameMeaning(graph, passes)
    }
  }

  @Test(arguments: PassFile.all) func twiceIsOnce(_ one: PassFile) throws {
    let (file, passes) = try one.read()
    for item in file.cases {
      let graph = try parseGraph(Array(item.input.utf8), file: one.path)
      try expectTwiceIsOnce(graph, passes)
    }
  }
}
