/// A row of the windows of a depthwise op: two channels of a few pixels, whose windows share columns.
package struct PackedRowStep: Hashable, Sendable {
  /// Columns of a window, and from a window to the next.
  package let columns: Int
  package let stride: Int
  package let pixels: Int
  /// Whether the channels are bytes 1 and 3 of four, not 0 and 2.
  package let isOdd: Bool

  package init(columns: Int, stride: Int, pixels: Int, isOdd: Bool) {
    self.columns = columns
    self.stride = stride
    self.pixels = pixels
    self.isOdd = isOdd
  }

  package var name: String {
    "add_\(isOdd ? "odd" : "even")_row_\(columns)x\(pixels)s\(stride)"
  }

  /// The columns that the windows cover, counted from the first of the first.
  package var covered: [Int] {
    Set((0..<pixels).flatMap { pixel in (0..<columns).map { pixel * stride + $0 } }).sorted()
  }

  /// The pixels in whose windows a column is, and which place of the window that is.
  package func uses(of column: Int) -> [(pixel: Int, tap: Int)] {
    (0..<pixels).compactMap { pixel in
      let tap = column - pixel * stride
      return (0..<columns).contains(tap) ? (pixel, tap) : nil
    }
  }

  /// The most pixels of windows of so many columns, whose sums are in registers with a row of weights, a
  /// word of the input and two pointers: 12 registers; nil if none are.
  package static func pixels(columns: Int, most: Int) -> Int? {
    let pixels = min(most, (9 - columns) / 2)
    return pixels > 0 ? pixels : nil
  }
}
