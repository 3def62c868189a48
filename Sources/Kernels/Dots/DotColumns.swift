import IR
import Targets

/// How a row of a depthwise op is cut into pieces whose rows of the input lie on the stack interleaved: all
/// rows of a column and a channel in a word, the channels of a column side by side.
struct DotColumns: Hashable {
  let channels: Int
  let width: Int
  let window: AxisWindow
  let dots: DotInstructions
  /// Whether the pixels of the input lie side by side.
  let isContiguous: Bool

  /// The words on the stack, at most if there is a choice.
  private static let most = 512

  /// The channels and the pixels of a piece.
  var piece: (channels: Int, pixels: Int) {
    let blocks = stride(from: dots.lanes, to: min(channels, DotSums.block) + 1, by: dots.lanes)
    let candidates = Array(blocks) + (channels <= DotSums.block ? [channels] : [])
    let sizes = candidates.map { ($0, pixels(channels: $0)) }
    // The fewest steps; of equals the fewest words.
    return sizes.min { steps($0) < steps($1) } ?? (dots.lanes, dots.pixels)
  }

  private func pixels(channels: Int) -> Int {
    var pixels = dots.pixels
    while pixels < width,
      columns(pixels: pixels + dots.pixels) * pitch(channels: channels) <= Self.most
    {
      pixels += dots.pixels
    }
    return min(pixels, width)
  }

  /// Roughly the instructions of all pieces that depend on their size.
  private func steps(_ piece: (channels: Int, pixels: Int)) -> Int {
    let pieces =
      (channels + piece.channels - 1) / piece.channels * ((width + piece.pixels - 1) / piece.pixels)
    let vectors = (piece.channels + dots.lanes - 1) / dots.lanes
    let isFlat = isFlat(channels: piece.channels)
    let columns = columns(pixels: piece.pixels)
    let column = isFlat ? 8 * piece.channels / dots.lanes : 8 * vectors + 6
    let pairs = (piece.pixels + dots.pixels - 1) / dots.pixels
    return pieces * (columns * column + pairs * 20 + 30)
  }

  /// The columns that the vectors of so many pixels take.
  func columns(pixels: Int) -> Int {
    let whole = (pixels + dots.pixels - 1) / dots.pixels * dots.pixels
    return (whole - 1) * window.stride + dots.window.columns
  }

  /// Whether the columns of a piece are one run of vectors.
  func isFlat(channels piece: Int) -> Bool { isContiguous && piece == channels }

  /// The words of a column.
  func pitch(channels piece: Int) -> Int {
    isFlat(channels: piece) ? piece : (piece + dots.lanes - 1) / dots.lanes * dots.lanes
  }

  /// Pieces of a row of so many pixels that see the image in the same way.
  struct Run: Hashable {
    var pixels: Tiling
    /// Columns of it that lie before the image, in it, and behind it.
    let before: Int
    let inside: Int
    let behind: Int
  }

  func runs(pixels size: Int, extent: Int) -> [Run] {
    var runs: [Run] = []
    for first in stride(from: 0, to: width, by: size) {
      let count = min(size, width - first)
      let start = first * window.stride - window.before
      let end = start + (count - 1) * window.stride + window.kernel
      let run = Run(
        pixels: Tiling(first: first, size: count, count: 1), before: max(0, -start),
        inside: min(end, extent) - max(0, start), behind: max(0, end - extent))
      if let last = runs.last, last.pixels.size == count, last.before == run.before,
        last.inside == run.inside, last.behind == run.behind
      {
        runs[runs.count - 1].pixels = Tiling(
          first: last.pixels.first, size: count, count: last.pixels.count + 1)
      } else {
        runs.append(run)
      }
    }
    return runs
  }
}
