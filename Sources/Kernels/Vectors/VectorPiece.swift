/// A piece of a loop over lanes: as many as a vector of a machine has, or a single one.
struct VectorPiece: Hashable {
  let first: Int
  let lanes: Int

  /// The pieces of so many lanes, the largest first; `widths` are those of the machine's vectors.
  static func cut(_ count: Int, widths: [Int]) -> [VectorPiece] {
    var pieces: [VectorPiece] = []
    var first = 0
    for lanes in widths.sorted(by: >) + [1] {
      while count - first >= lanes {
        pieces.append(VectorPiece(first: first, lanes: lanes))
        first += lanes
      }
    }
    return pieces
  }
}

extension [VectorPiece] {
  /// The name of a piece of an array or of a constant.
  func name(_ name: String, _ piece: VectorPiece) -> String {
    count == 1 ? name : "\(name)_\(piece.first)"
  }
}
