import IR

/// A run of output pixels that see the same columns of their windows.
struct PixelRun: Hashable {
  let pixels: Range<Int>
  /// The columns of the window that lie inside the image.
  let columns: Range<Int>

  /// Cuts a row of `width` outputs over an input of `extent` columns into as few runs as there can be:
  /// mostly single pixels at the borders, and one run of all whose window lies inside the image.
  static func cut(width: Int, window: AxisWindow, extent: Int) -> [PixelRun] {
    var runs: [PixelRun] = []
    for x in 0..<width {
      let columns = window.taps(at: x, extent: extent)
      if let last = runs.last, last.columns == columns {
        runs[runs.count - 1] = PixelRun(
          pixels: last.pixels.lowerBound..<x + 1, columns: columns)
      } else {
        runs.append(PixelRun(pixels: x..<x + 1, columns: columns))
      }
    }
    return runs
  }
}

/// Equal pieces that a count is cut into, and where they start.
package struct Tiling: Hashable, Sendable {
  let first: Int
  let size: Int
  let count: Int
  var end: Int { first + size * count }

  /// Cuts `range` into tiles of at most `largest`: equal ones if a size of more than half of that
  /// divides it, else tiles of the largest size and one smaller tile at the end.
  static func even(_ range: Range<Int>, largest: Int) -> [Tiling] {
    if range.count <= largest {
      return [Tiling(first: range.lowerBound, size: range.count, count: 1)]
    }
    let size = (largest / 2 + 1...largest).last { range.count % $0 == 0 } ?? largest
    return full(range, size: size)
  }

  /// Cuts `range` into as few tiles of at most `largest` as there can be, none of which is more than
  /// one larger than another.
  static func balanced(_ range: Range<Int>, largest: Int) -> [Tiling] {
    let count = (range.count + largest - 1) / largest
    let size = range.count / count
    let larger = range.count % count
    let tiles = [
      Tiling(first: range.lowerBound, size: size + 1, count: larger),
      Tiling(first: range.lowerBound + larger * (size + 1), size: size, count: count - larger),
    ]
    return tiles.filter { $0.count > 0 }
  }

  /// Cuts `range` into tiles of `size` and a smaller one at the end if needed.
  static func full(_ range: Range<Int>, size: Int) -> [Tiling] {
    let count = range.count / size
    let rest = range.count % size
    let end = range.lowerBound + count * size
    return (count > 0 ? [Tiling(first: range.lowerBound, size: size, count: count)] : [])
      + (rest > 0 ? [Tiling(first: end, size: rest, count: 1)] : [])
  }

  /// Code for every tile, told its start and its size.
  func loop(_ variable: String, _ body: (Expression) -> [Statement]) -> [Statement] {
    guard count > 1 else { return body(.integer(first)) }
    return [
      .loop(
        Loop(
          variable, from: .integer(first), to: .integer(end), step: size,
          body(.name(variable))))
    ]
  }
}
