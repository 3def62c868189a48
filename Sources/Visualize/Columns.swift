import Glibc

/// Cuts a chain of blocks into columns, so that a deep network is a page and not a ribbon.
///
/// Answers the blocks of each column, of which there is at least one: as many columns as make the page about
/// `pageRatio` times as wide as high, cut so that the highest is as low as it can be.
func columns(ofBlocksWith nodeCounts: [Int]) -> [Range<Int>] {
  guard !nodeCounts.isEmpty else { return [0..<0] }
  let heights = nodeCounts.map { Double($0) * nodeHeight + frameHeight }
  let total = heights.reduce(0, +)
  guard total > tallestSingleColumn else { return [0..<heights.count] }
  let wanted = Int((total * pageRatio / columnWidth).squareRoot().rounded())
  return lowest(heights, columns: min(max(wanted, 1), heights.count))
}

// In inches of Graphviz's own layout of these labels.
private let nodeHeight = 0.95
private let frameHeight = 0.45
private let columnWidth = 2.9
private let tallestSingleColumn = 14.0
private let pageRatio = 1.6

/// The cut into at most `count` columns whose highest is as low as it can be.
private func lowest(_ heights: [Double], columns count: Int) -> [Range<Int>] {
  var (tooLow, enough) = (heights.max() ?? 0, heights.reduce(0, +))
  if filled(heights, upTo: tooLow).count <= count { return filled(heights, upTo: tooLow) }
  // Twenty halvings find the limit to a millionth of the whole, finer than any block.
  for _ in 0..<20 {
    let limit = (tooLow + enough) / 2
    if filled(heights, upTo: limit).count <= count { enough = limit } else { tooLow = limit }
  }
  return filled(heights, upTo: enough)
}

/// Fills one column after the other; no block alone is higher than `limit`.
private func filled(_ heights: [Double], upTo limit: Double) -> [Range<Int>] {
  var columns: [Range<Int>] = []
  var (start, height) = (0, 0.0)
  for (index, next) in heights.enumerated() {
    // A hair of tolerance, for sums that were added in another order.
    if index > start, height + next > limit * (1 + 1e-9) {
      columns.append(start..<index)
      (start, height) = (index, 0)
    }
    height += next
  }
  return columns + [start..<heights.count]
}
