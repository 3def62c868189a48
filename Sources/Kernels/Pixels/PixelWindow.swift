/// The window of a kernel of a few pixels, and the table of pointers through which it is seen.
///
/// The table has `rows` rows of `span` pixels; the window of pixel j begins in column j * `stride`
/// of it, and its taps are `tapDistance` apart. A window of a single pixel has one pixel for each to make.
package struct PixelWindow: Hashable, Sendable {
  /// Rows and columns of the window.
  package var rows: Int
  package var columns: Int
  /// Columns from the window of a pixel to that of the next.
  package var stride: Int
  /// Columns from a tap to the next.
  package var tapDistance: Int
  /// The most pixels that are made at once.
  package var tile: Int
  /// The channels of a pixel that have a pointer each; 1 where there is one for all.
  package var planes: Int

  package init(
    rows: Int, columns: Int, stride: Int, tapDistance: Int = 1, tile: Int, planes: Int
  ) {
    self.rows = rows
    self.columns = columns
    self.stride = stride
    self.tapDistance = tapDistance
    self.tile = tile
    self.planes = planes
  }

  /// Pixels in a row of the table.
  package var span: Int { (tile - 1) * stride + (columns - 1) * tapDistance + 1 }

  /// The places of the window.
  var taps: Int { rows * columns }

  /// A word for names of kernels.
  var word: String {
    "\(rows)x\(columns)s\(stride)" + (tapDistance == 1 ? "" : "d\(tapDistance)") + "_t\(tile)"
      + table.word
  }

  var table: PixelTable { PixelTable(name: "pixels", planes: planes) }

  /// The pixel at a row and a tap of the window of pixel `x`, or of one of those behind it.
  func pixel(_ x: Expression, plus more: Int = 0, row: Expression, tap: Expression) -> Expression {
    pixel(x, row: row, column: tap * .integer(tapDistance) + .integer(more * stride))
  }

  /// The pixel in a row and a column of the table, counted from the window of pixel `x`.
  func pixel(_ x: Expression, row: Expression, column: Expression) -> Expression {
    table.pixel(at: row * .integer(span) + x * .integer(stride) + column)
  }

  /// The columns that the windows of so many neighbouring pixels cover, counted from the first's.
  func covered(by pixels: Int) -> [Int] {
    Set((0..<pixels).flatMap { pixel in (0..<columns).map { self.column(of: $0, pixel: pixel) } })
      .sorted()
  }

  /// The column of a tap of a pixel.
  func column(of tap: Int, pixel: Int) -> Int { pixel * stride + tap * tapDistance }

  /// Which tap of a pixel stands in a column, if one does.
  func tap(in column: Int, pixel: Int) -> Int? {
    (0..<columns).first { self.column(of: $0, pixel: pixel) == column }
  }
}
