/// When the parts of a value live during one pass over a slice of it.
///
/// The other slices of the pass meet in the same way; passes for other rows may not, as near the edge of
/// an image fewer rows are made.
package struct PassLives: Hashable, Sendable {
  let pass: Int
  /// The first part that lives in the pass, from which on the lives are.
  let first: Int
  /// Births and deaths ascend.
  private(set) var lives: [PartLife]

  /// nil where no part lives.
  package init?(_ parts: [PartLife], in pass: Int) {
    guard let first = parts.firstIndex(where: { $0.birth <= $0.death }),
      let last = parts.lastIndex(where: { $0.birth <= $0.death })
    else { return nil }
    self.pass = pass
    self.first = first
    lives = Array(parts[first...last]).ascending
  }

  /// The same with other lives in place of each.
  func with(_ change: (PartLife) -> PartLife) -> PassLives {
    var copy = self
    copy.lives = lives.map(change).ascending
    return copy
  }
}
