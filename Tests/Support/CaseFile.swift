import Basics

/// A file of cases in the text form: a header, then `// CASE: title` before each.
package struct CaseFile {
  package let path: String
  /// The lines before the first case.
  package let header: [String]
  package let cases: [Case]

  package struct Case {
    package let title: String
    /// The input, comments included, moved down to the lines it has in the file.
    package let input: String
    /// What stands behind `// EXPECT:`: the text below it, or `unchanged`; empty if nothing does.
    package let expected: String
  }

  package init(_ path: String) throws(Rejection) {
    self.path = path
    let lines = try packageText(path).split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
    let starts = lines.indices.filter { lines[$0].hasPrefix(caseMark) }
    header = Array(lines.prefix(starts.first ?? lines.count))
    cases = zip(starts, starts.dropFirst() + [lines.count]).map { start, end in
      let body = lines[start + 1..<end]
      let mark = body.firstIndex { $0.hasPrefix(expectMark) }
      var expected = ""
      if let mark {
        let inline = lines[mark].dropFirst(expectMark.count).trimmed
        expected = inline.isEmpty ? lines[mark + 1..<end].joined(separator: "\n").trimmed : inline
      }
      return Case(
        title: lines[start].dropFirst(caseMark.count).trimmed,
        input: String(repeating: "\n", count: start + 1)
          + lines[start + 1..<(mark ?? end)].joined(separator: "\n").trimmedAtEnd + "\n",
        expected: expected.isEmpty || expected == Self.unchanged ? expected : expected + "\n")
    }
  }

  /// The text of the file with other expectations, one for each case.
  package func text(expecting expectations: [String]) -> String {
    var text = header.joined(separator: "\n").trimmedAtEnd + "\n"
    for (one, expected) in zip(cases, expectations) {
      let input = one.input.drop { $0 == "\n" }
      text += "\n\(caseMark) \(one.title)\n\(input)\(expectMark)"
      text += expected == Self.unchanged ? " \(Self.unchanged)\n" : "\n\(expected)"
    }
    return text
  }

  /// The expectation of a case that its passes leave alone.
  package static let unchanged = "unchanged"
}

private let caseMark = "// CASE:"
private let expectMark = "// EXPECT:"

extension StringProtocol {
  fileprivate var trimmedAtEnd: String {
    var text = String(self)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }

  fileprivate var trimmed: String { String(trimmedAtEnd.drop(while: \.isWhitespace)) }
}

/// The text of every sound graph under `Tests/Files`: the ops, and what passes take and give.
package func graphTexts() throws(Rejection) -> [String] {
  var texts: [String] = []
  for path in packageFiles(in: "Tests/Files/ops", ending: ".mnir") {
    texts.append(try packageText(path))
  }
  for path in packageFiles(in: "Tests/Files/passes", ending: ".mnir") {
    for one in try CaseFile(path).cases {
      texts.append(one.input)
      if one.expected != CaseFile.unchanged { texts.append(one.expected) }
    }
  }
  return texts
}
