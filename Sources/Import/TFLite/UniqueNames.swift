/// Gives out names, each once.
struct UniqueNames {
  private var taken: Set<String> = []
  private var counts: [String: Int] = [:]

  /// The name itself, or the name with the next number behind it.
  mutating func next(_ name: String) -> String {
    var candidate = name
    while !taken.insert(candidate).inserted {
      let count = counts[name, default: 1] + 1
      counts[name] = count
      candidate = "\(name).\(count)"
    }
    return candidate
  }
}
