import Plan

/// The rectangles in which a stage goes through a map, in order.
struct StepList {
  private let bands: [Range<Int>]
  private let tiles: [Range<Int>]

  /// The steps over those columns of a map of `height` x `width` that are wanted; without a grain
  /// each is one row of them.
  init(_ grain: Grain?, height: Int, width: Int, columns: Range<Int>) {
    guard let grain else {
      bands = pieces(of: height, first: 1, then: 1)
      tiles = [columns]
      return
    }
    bands = pieces(of: height, first: grain.firstRows, then: grain.rows)
    // Cut by the tiles of the whole map, wherever the wanted columns begin.
    tiles = pieces(of: width, first: grain.firstColumns, then: grain.columns)
      .map { $0.clamped(to: columns) }.filter { !$0.isEmpty }
  }

  var count: Int { bands.count * tiles.count }

  subscript(step: Int) -> Rectangle {
    Rectangle(rows: bands[step / tiles.count], columns: tiles[step % tiles.count])
  }
}

/// The pieces of an extent: one of `first`, then pieces of `size` until the extent is used up.
private func pieces(of extent: Int, first: Int, then size: Int) -> [Range<Int>] {
  var pieces: [Range<Int>] = []
  var start = 0
  while start < extent {
    let length = min(start == 0 ? first : size, extent - start)
    pieces.append(start..<start + length)
    start += length
  }
  return pieces
}
