import Plan

/// The rectangles in which a stage goes through a map, in order.
struct StepList {
  /// The rows of the bands; one may begin above the end of the one before.
  let bands: [Range<Int>]
  private let tiles: [Range<Int>]

  /// The steps over those columns of a map of `height` x `width` that are wanted; without a grain
  /// each is one row of them.
  init(_ grain: Grain?, height: Int, width: Int, columns: Range<Int>) {
    guard let grain else {
      bands = pieces(of: height, first: 1, then: 1)
      tiles = [columns]
      return
    }
    let deepest = grain.rows + grain.rowsAgain
    // A band that the map cuts off at its end begins where the whole band would.
    bands = pieces(of: height, first: grain.firstRows, then: grain.rows).enumerated().map {
      let end = grain.firstRows + $0 * grain.rows
      return max(0, end - deepest)..<$1.upperBound
    }
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
