import IR
import Targets

/// How the places of a depthwise window lie in fours: those of four rows in a column, and where one row is
/// left over those of four columns in it, if the machine can put such fours together.
struct ColumnTaps: Hashable {
  let rows: Int
  let columns: Int
  private let joins: Bool

  init(rows: Int, columns: AxisWindow, _ target: Target) {
    self.rows = rows
    self.columns = columns.kernel
    // Between the taps of a dilated window there are those of others.
    joins =
      target.joinsQuads && rows % 4 == 1 && columns.kernel > 1 && columns.dilation == 1
  }

  /// Fours of columns alone.
  init(rows: Int, columns: Int) {
    (self.rows, self.columns, joins) = (rows, columns, false)
  }

  /// The rows of which each column is a four.
  var quads: [Range<Int>] {
    stride(from: 0, to: joins ? rows - 1 : rows, by: 4).map { $0..<min($0 + 4, rows) }
  }

  /// The row that is left over.
  var single: Int? { joins ? rows - 1 : nil }

  /// The columns of that row in each four.
  var runs: [Range<Int>] {
    joins ? stride(from: 0, to: columns, by: 4).map { $0..<min($0 + 4, columns) } : []
  }

  /// The fours, first those of the columns.
  var count: Int { quads.count * columns + runs.count }

  func tap(quad: Int, column: Int) -> Int { quad * columns + column }

  /// The four that is complete with a column of the row that is left over.
  func tap(runTo column: Int) -> Int? {
    runs.firstIndex { $0.upperBound == column + 1 }.map { quads.count * columns + $0 }
  }

  /// The place of a part of a four; nil where there is none.
  ///
  /// A run of less than four lies at the end of its four.
  func place(_ tap: Int, part: Int) -> (row: Int, column: Int)? {
    let (quad, column) = tap.quotientAndRemainder(dividingBy: columns)
    if quad < quads.count {
      let row = quads[quad].lowerBound + part
      return row < quads[quad].upperBound ? (row, column) : nil
    }
    let run = runs[tap - quads.count * columns]
    let place = run.upperBound - 4 + part
    return run.contains(place) ? (rows - 1, place) : nil
  }
}
