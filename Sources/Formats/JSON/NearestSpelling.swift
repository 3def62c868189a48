/// The candidate that `word` is most likely a misspelling of, or nil if none is near.
///
/// Near is at most a third of the word's letters, by insertions, deletions, replacements and swaps
/// of neighbours.
package func nearestSpelling(to word: String, among candidates: [String]) -> String? {
  let letters = Array(word.lowercased())
  // Nobody misspells that much; a file may hold keys of any length.
  guard letters.count <= 64 else { return nil }
  var best: (candidate: String, distance: Int)?
  for candidate in candidates {
    let distance = editDistance(letters, Array(candidate.lowercased()))
    if distance < best?.distance ?? .max { best = (candidate, distance) }
  }
  guard let best, best.distance <= max(1, letters.count / 3), best.distance < letters.count
  else { return nil }
  return best.candidate
}

/// The optimal string alignment distance: each letter takes part in at most one edit.
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var beforePrevious: [Int] = []
  var previous = Array(0...b.count)
  for i in a.indices {
    var current = [i + 1]
    for j in b.indices {
      var least = min(previous[j + 1] + 1, current[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
        least = min(least, beforePrevious[j - 1] + 1)
      }
      current.append(least)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[b.count]
}
