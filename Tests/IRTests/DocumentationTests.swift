import Basics
import IR
import TestSupport
import Testing

/// `docs/text-form.md` against the ops, the parser and the rules.
@Suite struct DocumentationTests {
  private let page: String

  init() throws { page = try packageText("docs/text-form.md") }

  @Test func theTableIsTheOps() throws {
    // The rows of four cells: op, operands, attributes, result.
    let rows = page.split(separator: "\n").map { $0.split(separator: "|") }
      .filter { $0.count == 4 && $0[0].hasPrefix(" `") }
    try #require(rows.map { words($0[0]) } == OpKind.all.map { [$0.mnemonic] })
    for (row, kind) in zip(rows, OpKind.all) {
      #expect(words(row[1]) == kind.operandNames)
      let attributes = words(row[2])
      #expect(attributes.map { $0.replacing("?", with: "") } == kind.attributeNames)
      // What must be given is what the op asks for when nothing is.
      let needed = attributes.filter { !$0.hasSuffix("?") }
      switch kind.make([]) {
      case .success: #expect(needed.isEmpty)
      case .failure(let illegal):
        #expect(illegal.message == "\(kind.mnemonic) needs: \(needed.joined(separator: ", "))")
      }
    }
  }

  private func words(_ cell: Substring) -> [String] {
    cell.matches(of: /`([^`]*)`/).map { String($0.output.1) }
  }

  @Test func theExampleReadsBack() throws {
    let example = try #require(page.firstMatch(of: /```mnir\n([^`]*)```/)).output.1
    let graph = try parseGraph(Array(example.utf8), file: "docs/text-form.md")
    #expect(graph.text() == example, "\(lineDiff(expected: String(example), found: graph.text()))")
  }

  @Test func everyRuleStandsThere() throws {
    let folders = ["Sources/IR", "Sources/IR/Ops", "Sources/IR/Text"]
    let sources = try folders.flatMap { packageFiles(in: $0, ending: ".swift") }
      .map { try packageText($0) }.joined()
    let used = Set(sources.matches(of: /"((?:ir|op|text)\.[a-z]+)"/).map { String($0.output.1) })
    let named = Set(page.matches(of: /`((?:ir|op|text)\.[a-z]+)`/).map { String($0.output.1) })
    #expect(used == named)
  }

  @Test func everySeedStandsThere() {
    for kind in Seed.Kind.allCases { #expect(page.contains("`\(kind.rawValue)`")) }
  }

  /// One file an op, and each in the list that the parser reads.
  @Test func everyOpOfTheSourcesIsListed() throws {
    let files = packageFiles(in: "Sources/IR/Ops", ending: ".swift")
    let mnemonics = try files.map { path in
      let match = try packageText(path).firstMatch(of: /static let mnemonic = "([a-z0-9_]+)"/)
      return try #require(match.map { String($0.output.1) }, "\(path) has no mnemonic")
    }
    #expect(mnemonics.sorted() == OpKind.all.map(\.mnemonic).sorted())
  }

  /// `docs/adding-an-op.md` lists every file that must decide about an op: any that names a pool.
  @Test func everySwitchOverOpsIsListed() throws {
    let page = try packageText("docs/adding-an-op.md")
    let listed = page.matches(of: /(?m)^ *\| `(Sources\/.*\.swift)` \|/).map { String($0.output.1) }
    // Importers make ops of those of others; they decide about none.
    let switching = try packageFiles(below: "Sources", ending: ".swift").filter { path in
      try !path.hasPrefix("Sources/Import/")
        && packageText(path).contains(/\.globalAveragePool(?!\(Global)/)
    }
    #expect(switching.count > 4)
    #expect(listed.sorted() == switching.sorted())
  }
}
