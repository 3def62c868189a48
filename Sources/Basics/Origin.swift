/// Where a piece of a model came from: printed with every diagnostic and beside every emitted op.
package indirect enum Origin: Hashable, Sendable {
  /// Nothing better is known.
  case unknown
  /// A whole file.
  case file(String)
  /// A position in a text file, and what stands there (`blocks[3].stride`).
  case text(file: String, line: Int, column: Int, path: String)
  /// A record inside a binary file (`data/17`, `features.0.0.weight`).
  case record(file: String, path: String)
  /// A byte position in a binary file.
  case byte(file: String, offset: Int)
  /// Made by a pass out of other things.
  case derived(by: String, from: [Origin])
}

extension Origin: CustomStringConvertible {
  /// The place as a user would look it up: `v2.json:12:5: blocks[3].stride`.
  package var description: String { description(file: { $0 }) }

  /// The places that it goes back to, each once, without the passes between and without the folders
  /// of files: for output that must not depend on where it was made.
  package var sources: String {
    var places: [String] = []
    func collect(_ origin: Origin) {
      if case .derived(_, let origins) = origin { return origins.forEach(collect) }
      let place = origin.description(file: { $0.split(separator: "/").last.map(String.init) ?? $0 })
      if !places.contains(place) { places.append(place) }
    }
    collect(self)
    return places.joined(separator: " + ")
  }

  private func description(file shown: (String) -> String) -> String {
    switch self {
    case .unknown: "unknown place"
    case .file(let file): shown(file)
    case .text(let file, let line, let column, let path):
      "\(shown(file)):\(line):\(column)" + (path.isEmpty ? "" : ": \(path)")
    case .record(let file, let path): "\(shown(file)): \(path)"
    case .byte(let file, let offset): "\(shown(file)): byte \(offset)"
    case .derived(let pass, let sources):
      sources.map { $0.description(file: shown) }.joined(separator: " + ") + " by \(pass)"
    }
  }
}
