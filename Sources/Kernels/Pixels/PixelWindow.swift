/// The window of a kernel of a few pixels, and the table of pointers through which it is seen.
///
/// The table has `rows` rows of `span` pixels; the window of pixel j begins in column j * `stride`
/// of it. A window of a single pixel has one pixel for each to make.
package struct PixelWindow: Hashable, Sendable {
  /// Rows and columns of the window.
  package var rows: Int
  package var columns: Int
  /// Columns from the window of a pixel to that of the next.
  package var stride: Int
  /// The most pixels that are made at once.
  package var tile: Int
  /// The channels of a pixel that have a pointer each; 1 where there is one for all.
  package var planes: Int

  package init(rows: Int, columns: Int, stride: Int, tile: Int, planes: Int) {
    self.rows = rows
    self.columns = columns
    self.stride = stride
    self.tile = tile
    self.planes = planes
  }

  /// Pixels in a row of the table.
  package var span: Int { (tile - 1) * stride + columns }

  /// The places of the window.
  var taps: Int { rows * columns }

  /// A word for names of kernels.
  var word: String { "\(rows)x\(columns)s\(stride)_t\(tile)" + table.word }

  var table: PixelTable { PixelTable(name: "pixels", planes: planes) }

  /// The pixel that stands at a row and a column of the window of pixel `x`.
  func pixel(_ x: Expression, row: Expression, column: Expression, more: Int = 0) -> Expression {
    let index = row * .integer(span) + x * .integer(stride) + column + .integer(more)
    return table.pixel(at: index)
  }
}
