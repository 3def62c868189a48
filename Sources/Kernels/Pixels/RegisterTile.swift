/// The sums of some pixels and channels: for each pixel an array for each group of channels.
///
/// An array is no longer than the register tile of a row kernel is wide; compilers keep longer ones
/// in memory.
struct RegisterTile {
  let pixels: Int
  let channels: Int
  /// The most channels of a group.
  let vector: Int

  private var groups: [Range<Int>] {
    stride(from: 0, to: channels, by: vector).map { $0..<min($0 + vector, channels) }
  }

  /// The arrays of a group: `a0`, `a1` and so on of the first, `b0` of the second.
  private func names(_ group: Int) -> [String] {
    let letters = Array("abcdefgh")
    precondition(group < letters.count, "a tile of too many channels")
    return (0..<pixels).map { "\(letters[group])\($0)" }
  }

  /// The declarations of all sums.
  var arrays: [Statement] {
    groups.enumerated().flatMap { index, group in
      names(index).map { .array($0, .float, count: group.count) }
    }
  }

  /// A loop over the channels of each group, told the channel and the sum of each pixel.
  func eachGroup(
    _ body: (_ channel: Expression, _ sums: [Expression]) -> [Statement]
  ) -> [Statement] {
    groups.enumerated().map { index, group in
      lanes(group.count) { j in
        body(j + .integer(group.lowerBound), names(index).map { ref($0)[j] })
      }
    }
  }
}
