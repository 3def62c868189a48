import IR
import Kernels
import Plan

/// The steps of a stage as code sees them: constants, or in a region with stripes numbers that
/// depend on the stripe.
struct Span {
  /// The steps in each pass over the region.
  private let grids: [StepGrid]
  /// The columns of the map that are made, all of it without stripes.
  let columns: (first: Expression, end: Expression)
  private let firstTile: Expression
  private let tilesPerBand: Expression
  /// Whether each step makes a whole row.
  let isOfRows: Bool

  var grain: Grain { grids[0].grain }

  /// How many steps there are.
  var count: Expression {
    .integer(grids[0].band(ofRow: grids[0].height - 1) + 1) * tilesPerBand
  }

  /// The spans of all stages, and the numbers that differ from stripe to stripe.
  struct Stripes {
    var spans: [Span] = []
    /// The numbers of all stripes, those of one kind side by side.
    var numbers: [Int] = []
    /// What sets the constants of which the spans are made.
    var constants: [Statement] = []
  }

  /// The spans of all stages of a region.
  ///
  /// `table` is the name of the numbers of stripes, `stripe` the number of the stripe at hand where
  /// there are several, `names` what the stages are called.
  static func all(
    of region: Region, _ graph: Graph, table: String, stripe: Expression?, names: [String]
  ) -> Stripes {
    let passes = region.gridsOfPasses(in: graph)
    var stripes = Stripes()
    for stage in region.stages.indices {
      let grids = passes.map { $0[stage] }
      /// A number that may differ from stripe to stripe; a constant where it does not.
      func number(_ word: String, _ of: (StepGrid) -> Int) -> Expression {
        let values = grids.map(of)
        guard let stripe, region.stripes != nil, Set(values).count > 1 else {
          return .integer(values[0])
        }
        let constant = "\(word)_\(names[stage])"
        let place = stripe + .integer(stripes.numbers.count)
        stripes.constants.append(.constant(constant, .index, ref(table)[place]))
        stripes.numbers += values
        return ref(constant)
      }
      stripes.spans.append(
        Span(
          grids: grids,
          columns: (
            number("first_of", \.columns.lowerBound), number("end_of", \.columns.upperBound)
          ),
          firstTile: number("tile_of") { $0.tile(ofColumn: $0.columns.lowerBound) },
          tilesPerBand: number("tiles_of", \.tilesPerBand),
          isOfRows: region.stages[stage].grain == nil))
    }
    return stripes
  }

  // MARK: A step

  /// The rows that a step makes.
  func rows(of step: Expression) -> StepExtent {
    let late = grain.bandRows - grain.firstRows
    let start = band(of: step) * .integer(grain.rows)
    let ranges = grids[0].rowsOfBands
    if ranges.count == 1 { return StepExtent(first: 0, end: .integer(grids[0].height), ranges) }
    let end = start + .integer(grain.firstRows)
    return StepExtent(
      first: .excess(of: start, over: .integer(late)),
      end: ranges.last?.count == grain.bandRows ? end : .least(end, .integer(grids[0].height)),
      ranges)
  }

  /// The columns that a step makes.
  func columns(of step: Expression) -> StepExtent {
    let ranges = grids.flatMap(\.columnsOfTiles)
    if grids.allSatisfy({ $0.tilesPerBand == 1 }) {
      return StepExtent(first: columns.first, end: columns.end, ranges)
    }
    let late = grain.columns - grain.firstColumns
    let start = (step % tilesPerBand + firstTile) * .integer(grain.columns)
    let end = start + .integer(grain.firstColumns)
    let endsInside = grids.allSatisfy { grid in
      let last = grid.columns.upperBound - 1
      return grid.tile(ofColumn: last) * grain.columns + grain.firstColumns == last + 1
    }
    return StepExtent(
      first: .most(.excess(of: start, over: .integer(late)), columns.first),
      end: endsInside ? end : .least(end, columns.end), ranges)
  }

  /// The band that a step belongs to.
  func band(of step: Expression) -> Expression { step / tilesPerBand }

  /// The band that makes a row first.
  func band(ofRow row: Expression) -> Expression {
    let (rows, firstRows) = (grain.rows, grain.firstRows)
    let rowsLate =
      firstRows <= rows
      ? row + .integer(rows - firstRows)
      : .excess(of: row + .integer(rows), over: .integer(firstRows))
    return rowsLate / .integer(rows)
  }

  /// Whether each band needs the band of an operand that has its number.
  func keepsStep(with operand: Span, needing rows: (Range<Int>) -> Range<Int>) -> Bool {
    grids[0].rowsOfBands.enumerated().allSatisfy { band, made in
      rows(made).last.map { operand.grids[0].band(ofRow: $0) } == band
    }
  }

  /// How many steps there are until a pixel is made first.
  func stepsUntil(row: Expression, column: Expression) -> Expression {
    stepsUntil(band: band(ofRow: row), column: column)
  }

  /// How many steps there are until a column of a band is made.
  func stepsUntil(band: Expression, column: Expression) -> Expression {
    if grids.allSatisfy({ $0.tilesPerBand == 1 }) { return band + 1 }
    let tile = (column + .integer(grain.columns - grain.firstColumns)) / .integer(grain.columns)
    if case .integer = band { return band * tilesPerBand + (tile - firstTile) + 1 }
    // Left as a product: the tiles of all bands above.
    return .binary(.multiply, band, tilesPerBand) + (tile - firstTile) + 1
  }
}

/// The rows, or the columns, that a step makes.
struct StepExtent {
  let first: Expression
  let end: Expression
  /// How many there are, where that is the same in every step.
  let count: Int?

  init(first: Expression, end: Expression, _ ranges: [Range<Int>]) {
    let counts = Set(ranges.map(\.count))
    self.first = first
    self.end = end
    count = counts.count == 1 ? counts.first : nil
  }
}

extension StepGrid {
  /// The rows of each band.
  fileprivate var rowsOfBands: [Range<Int>] {
    (0...band(ofRow: height - 1)).map { rows(of: $0 * tilesPerBand) }
  }

  /// The columns of each tile of a band.
  fileprivate var columnsOfTiles: [Range<Int>] {
    (0..<tilesPerBand).map { columns(of: $0) }
  }
}
