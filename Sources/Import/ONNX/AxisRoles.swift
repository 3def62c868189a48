/// Finds out which axes of an input are height, width and channels: those that the first image
/// operator takes for them.
///
/// The extents of the input are followed through what stands before that operator; a reshape may cut
/// one of them in pieces, so that a vector of 1960 is a map of 49x40.
struct AxisRoles {
  /// A piece of an axis: an index into `extents`.
  private typealias Piece = Int
  private var extents: [Int]
  private var start: [[Piece]]
  private var now: [[Piece]]

  init(_ shape: [Int]) {
    extents = shape
    start = shape.indices.map { shape[$0] == 1 ? [] : [$0] }
    now = start
  }

  /// The extents that the axes have now.
  var shape: [Int] { now.map { $0.reduce(1) { $0 * extents[$1] } } }

  mutating func transpose(_ permutation: [Int]) -> Bool {
    guard permutation.sorted() == Array(now.indices) else { return false }
    now = permutation.map { now[$0] }
    return true
  }

  /// Axes of extent 1, at places of the result, the first one first.
  mutating func insertAxes(_ axes: [Int]) {
    for axis in axes { now.insert([], at: axis) }
  }

  /// False if the extents do not fit those there are.
  mutating func reshape(to shape: [Int]) -> Bool {
    var rest = now.flatMap { $0 }[...]
    var result: [[Piece]] = []
    for extent in shape {
      var needed = extent
      var pieces: [Piece] = []
      while needed > 1 {
        guard let piece = rest.first else { return false }
        let found = extents[piece]
        if needed % found == 0 {
          needed /= found
          pieces.append(rest.removeFirst())
        } else if found % needed == 0 {
          let inner = cut(piece, needed)
          rest.removeFirst()
          rest.insert(inner, at: rest.startIndex)
          pieces.append(piece)
          needed = 1
        } else {
          return false
        }
      }
      result.append(pieces)
    }
    guard rest.isEmpty else { return false }
    now = result
    return true
  }

  /// Cuts a piece into an outer one of some extent, which keeps its name, and an inner one.
  private mutating func cut(_ piece: Piece, _ outer: Int) -> Piece {
    let inner = extents.count
    extents.append(extents[piece] / outer)
    extents[piece] = outer
    for axis in start.indices {
      guard let place = start[axis].firstIndex(of: piece) else { continue }
      start[axis].insert(inner, at: place + 1)
    }
    return inner
  }

  /// The axes of the input in ours, when those of now have these roles; nil if one of them is made of
  /// several pieces.
  func axes(_ roles: [MapAxis?]) -> (axes: FileAxes, extents: [MapAxis: Int])? {
    guard roles.count == now.count else { return nil }
    var found: [Piece: MapAxis] = [:]
    for (role, pieces) in zip(roles, now) where !pieces.isEmpty {
      guard let role, pieces.count == 1 else { return nil }
      found[pieces[0]] = role
    }
    var extents: [MapAxis: Int] = [:]
    for (piece, role) in found { extents[role] = self.extents[piece] }
    let axes = start.map { pieces in
      pieces.compactMap { piece in
        found[piece].map { AxisPart(axis: $0, extent: self.extents[piece]) }
      }
    }
    return (FileAxes(axes), extents)
  }
}
