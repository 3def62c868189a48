/// A listing of a compiler for x86, as far as tests look at it.
struct Assembly {
  private let lines: [Substring]

  init(_ text: String) { lines = text.split(separator: "\n") }

  /// The instructions and labels of the functions with certain names.
  func functions(where isWanted: (Substring) -> Bool) -> [(name: Substring, body: [String])] {
    var functions: [(name: Substring, body: [String])] = []
    var isInside = false
    for line in lines {
      let isLocal = line.hasPrefix(".L")
      if let first = line.first, !first.isWhitespace, !isLocal, line.contains(":"), first != "#" {
        let name = line.prefix { $0 != ":" }
        isInside = isWanted(name)
        if isInside { functions.append((name, [])) }
      } else if isInside, isLocal || !line.drop(while: \.isWhitespace).hasPrefix(".") {
        functions[functions.count - 1].body.append(String(line.drop(while: \.isWhitespace)))
      }
    }
    return functions
  }

  /// The bodies of loops without loops inside: from a label to the first jump back to it.
  static func innermostLoops(_ body: [String]) -> [ArraySlice<String>] {
    var starts: [Substring: Int] = [:]
    var loops: [ArraySlice<String>] = []
    for (index, line) in body.enumerated() {
      if line.hasPrefix(".L"), line.contains(":") {
        starts[line.prefix { $0 != ":" }] = index
      } else if line.hasPrefix("j"),
        let target = line.split(whereSeparator: \.isWhitespace).dropFirst().first,
        let start = starts[target]
      {
        loops.append(body[start...index])
        // What lies around this loop is not an innermost one.
        starts = starts.filter { $0.value > start }
      }
    }
    return loops
  }
}
