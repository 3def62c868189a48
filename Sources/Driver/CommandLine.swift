/// A model and its options as their user would type them, defaults left out but for `--optimize`.
///
/// Files lose their folders: what is made of this must not depend on where it was made.
func commandLine(_ request: ModelRequest, _ options: CompileOptions) -> String {
  let standard = CompileOptions()
  var words = [lastComponent(request.path)]
  func add(_ option: String, _ value: String?) {
    if let value { words += ["--\(option)", value] }
  }
  add("weights", request.weights.map(lastComponent))
  add("width", request.width.map { "\($0)" })
  add(
    "resolution",
    request.resolution.map { $0.height == $0.width ? "\($0.height)" : "\($0.height)x\($0.width)" })
  add("classes", request.classes.map(String.init))
  add("dialect", request.dialect)
  add("optimize", options.optimize)
  add("ram", options.budget.map(spelledSize))
  add("ways", options.ways.map(String.init))
  add("split", options.split == standard.split ? nil : options.split)
  add("rings", options.rings == standard.rings ? nil : options.rings)
  add("stripes", options.stripes.map(String.init))
  add("recompute", options.recompute.map { "\($0)" })
  add("input", options.input == standard.input ? nil : options.input)
  add("input-layout", options.inputLayout)
  add("threads", options.threads == standard.threads ? nil : "\(options.threads)")
  add("target", options.target == standard.target ? nil : options.target)
  add(
    "activations",
    options.activations == standard.activations ? nil : options.activations)
  if options.tuned != nil { words.append("--tuned") }
  return words.map(quoted).joined(separator: " ")
}

/// `320K` where that is exact.
private func spelledSize(_ bytes: Int) -> String {
  bytes.isMultiple(of: 1024) ? "\(bytes / 1024)K" : "\(bytes)"
}

/// A word as a shell takes it, in quotes where it has to be.
private func quoted(_ word: String) -> String {
  let isPlain =
    !word.isEmpty
    && word.unicodeScalars.allSatisfy {
      $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil)
        || "._-+=/:@%,".unicodeScalars.contains($0)
    }
  return isPlain
    ? word
    : "'"
      + word.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
}
