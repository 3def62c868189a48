import IR
import Kernels
import Plan

/// The steps of a stage as code sees them: constants, or in a region with stripes numbers that
/// depend on the stripe.
struct Span {
  let grain: Grain
  let height: Int
  /// The columns of the map that are made, all of it without stripes.
  let columns: (first: Expression, end: Expression)
  let firstTile: Expression
  let tilesPerBand: Expression
  /// How many steps there are.
  let count: Expression
  /// The width of the whole map.
  let width: Int
  /// Whether each step makes a whole row.
  let isOfRows: Bool

  /// The spans of all stages, and the statements that set what they are made of.
  ///
  /// `stripe` is the name of the loop over the stripes, `name` what a stage is called.
  static func all(
    of region: Region, _ graph: Graph, stripe: String?, name: (Int) -> String
  ) -> (spans: [Span], table: [Statement]) {
    let passes = region.columnsOfPasses(in: graph)
    let grids = passes.map { columns in
      region.stages.indices.map { stage in
        let shape = graph.shape(of: region.mapValue(of: region.stages[stage], in: graph))
        return StepGrid(region.stages[stage].grain, height: shape.height, columns: columns[stage])
      }
    }
    var table: [Statement] = []
    var numbers: [Int] = []
    let spans = region.stages.indices.map { stage -> Span in
      let width = graph.shape(of: region.mapValue(of: region.stages[stage], in: graph)).width
      let stageGrids = grids.map { $0[stage] }
      /// A number that may differ from stripe to stripe; a constant where it does not.
      func number(_ word: String, _ of: (StepGrid) -> Int) -> Expression {
        let values = stageGrids.map(of)
        guard let stripe, region.stripes != nil, Set(values).count > 1 else {
          return .integer(values[0])
        }
        let start = numbers.count
        numbers += values
        let constant = "\(word)_\(name(stage))"
        table.append(
          .constant(constant, .index, ref("stripes")[ref(stripe) + .integer(start)]))
        return ref(constant)
      }
      let tiles = number("tiles_of", \.tilesPerBand)
      return Span(
        grain: stageGrids[0].grain, height: stageGrids[0].height,
        columns: (number("first_of", \.columns.lowerBound), number("end_of", \.columns.upperBound)),
        firstTile: number("tile_of") { $0.tile(ofColumn: $0.columns.lowerBound) },
        tilesPerBand: tiles,
        count: .integer(stageGrids[0].band(ofRow: stageGrids[0].height - 1) + 1) * tiles,
        width: width, isOfRows: region.stages[stage].grain == nil)
    }
    return (spans, numbers.isEmpty ? [] : [.table("stripes", numbers)] + table)
  }

  // MARK: A step

  /// The first row of a step, and the row behind its last.
  func rows(of step: Expression) -> (first: Expression, end: Expression) {
    let band = step / tilesPerBand
    if grain.rows == 1 { return (band, band + 1) }
    let late = grain.rows - grain.firstRows
    let start = band * .integer(grain.rows)
    let end = start + .integer(grain.firstRows)
    let isCut = (height - 1 + late) / grain.rows * grain.rows + grain.firstRows > height
    return (
      .excess(of: start, over: .integer(late)), isCut ? .least(end, .integer(height)) : end
    )
  }

  /// The first column of a step, and the column behind its last.
  func columns(of step: Expression) -> (first: Expression, end: Expression) {
    let tile = step % tilesPerBand + firstTile
    let late = grain.columns - grain.firstColumns
    let start = tile * .integer(grain.columns)
    let from = Expression.excess(of: start, over: .integer(late))
    let to = start + .integer(grain.firstColumns)
    if case .integer(0) = columns.first, case .integer(let end) = columns.end {
      let isCut = (end - 1 + late) / grain.columns * grain.columns + grain.firstColumns > end
      return (from, isCut ? .least(to, .integer(end)) : to)
    }
    return (.most(from, columns.first), .least(to, columns.end))
  }

  /// How many steps there are until everything above a row and left of a column is made.
  func stepsUntil(endRow: Expression, endColumn: Expression) -> Expression {
    let row = endRow - 1 + .integer(grain.rows - grain.firstRows)
    let band = row / .integer(grain.rows)
    let column = endColumn - 1 + .integer(grain.columns - grain.firstColumns)
    let tile = column / .integer(grain.columns) - firstTile
    return band * tilesPerBand + tile + 1
  }
}
