/// How large the steps are in which a stage of a pulled region makes its map: bands of rows from
/// top to bottom, and in each band tiles of columns from left to right.
///
/// The first band and the first tile may be smaller, so that the others end where a reader with
/// padding needs them to; the last ones are cut by the map.
package struct Grain: Hashable, Sendable {
  /// The rows by which a band goes further than the one before.
  package var rows: Int
  package var columns: Int
  /// The rows above these that a band makes again, so that nothing of one band need be kept for the
  /// next: with a window's rows in a band, the value exists a few columns at a time.
  package var rowsAgain: Int
  /// Rows of the first band, up to `bandRows`, and columns of the first tile, up to `columns`.
  package var firstRows: Int
  package var firstColumns: Int

  package init(
    rows: Int, columns: Int, firstRows: Int? = nil, firstColumns: Int? = nil, rowsAgain: Int = 0
  ) {
    self.rows = rows
    self.columns = columns
    self.rowsAgain = rowsAgain
    self.firstRows = firstRows ?? rows
    self.firstColumns = firstColumns ?? columns
  }

  /// The most rows of a band.
  package var bandRows: Int { rows + rowsAgain }
}

/// The steps in which a map, or the columns of it that a stripe needs, is made.
package struct StepGrid: Hashable, Sendable {
  package let grain: Grain
  package let height: Int
  package let columns: Range<Int>

  /// The steps of a stage with a grain; without one a step is a whole row.
  package init(_ grain: Grain?, height: Int, columns: Range<Int>) {
    self.grain = grain ?? Grain(rows: 1, columns: columns.upperBound)
    self.height = height
    self.columns = columns
  }

  /// The band that makes a row first, and the tile a column lies in, counted from the left of the map.
  package func band(ofRow y: Int) -> Int {
    y < grain.firstRows ? 0 : (y - grain.firstRows) / grain.rows + 1
  }
  package func tile(ofColumn x: Int) -> Int {
    (x + grain.columns - grain.firstColumns) / grain.columns
  }

  private var firstTile: Int { tile(ofColumn: columns.lowerBound) }
  package var tilesPerBand: Int { tile(ofColumn: columns.upperBound - 1) - firstTile + 1 }
  package var count: Int { (band(ofRow: height - 1) + 1) * tilesPerBand }

  /// The rows and the columns that a step makes.
  package func rows(of step: Int) -> Range<Int> {
    let end = step / tilesPerBand * grain.rows + grain.firstRows
    return max(0, end - grain.bandRows)..<min(height, end)
  }

  /// The rows of all bands, those that are made again counted again.
  package var rowsMade: Int {
    (0...band(ofRow: height - 1)).reduce(0) { $0 + rows(of: $1 * tilesPerBand).count }
  }

  package func columns(of step: Int) -> Range<Int> {
    let tile = step % tilesPerBand + firstTile
    let start = tile * grain.columns - (grain.columns - grain.firstColumns)
    return max(columns.lowerBound, start)..<min(columns.upperBound, start + grain.columns)
  }

  /// How many steps there are until a pixel of these columns is made first.
  package func stepsUntil(row y: Int, column x: Int) -> Int {
    band(ofRow: y) * tilesPerBand + tile(ofColumn: x) - firstTile + 1
  }
}
