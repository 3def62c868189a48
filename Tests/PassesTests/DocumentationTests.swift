import Basics
import IR
import Passes
import TestSupport
import Testing

/// `docs/passes.md` against the passes.
@Suite struct DocumentationTests {
  @Test func theTableIsThePipeline() throws {
    let rows = try packageText("docs/passes.md")
      .matches(of: /(?m)^\| (\d+) \| \[`([a-z-]+)`\]\(#([a-z-]+)\) \| (.*) \|$/)
    #expect(rows.map { String($0.output.1) } == standardPipeline.indices.map { "\($0 + 1)" })
    #expect(rows.map { String($0.output.2) } == standardPipeline.map(\.name))
    #expect(rows.map { String($0.output.3) } == standardPipeline.map(\.name))
    #expect(rows.map { String($0.output.4) } == standardPipeline.map(\.summary))
  }

  @Test func eachExampleIsWhatThePassDoes() throws {
    let examples = try packageText("docs/passes.md").matches(
      of: /\n### ([a-z-]+)\n[^#]*?```mnir before\n([^`]*)```\n\n```mnir after\n([^`]*)```/)
    #expect(examples.map { String($0.output.1) } == standardPipeline.map(\.name))
    for (example, pass) in zip(examples, standardPipeline) {
      let before = try parseGraph(Array(example.output.2.utf8), file: pass.name)
      #expect(before.text() == example.output.2)
      let after = try run([pass], on: before, verifyEach: true).text()
      let expected = String(example.output.3)
      #expect(after == expected, "\(lineDiff(expected: expected, found: after))")
    }
  }

  /// The options are those of the command line.
  @Test func everyOptionStandsThere() throws {
    let options = try packageText("docs/passes.md").matches(of: /(?m)^\| `--([a-z-]+)/)
      .map { String($0.output.1) }
    let arguments = try packageText("Sources/mncc/Arguments.swift")
    #expect(options.count == 6)
    for option in options {
      let words = option.split(separator: "-")
      let property =
        words[0]
        + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }
        .joined()
      #expect(arguments.contains("var \(property)"), "--\(option)")
    }
  }
}
