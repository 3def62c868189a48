import Kernels

/// The pixels that a step makes, as code sees them.
struct StepTile {
  /// What sets the constants of which it is made.
  private(set) var constants: [Statement] = []
  let row: Expression
  let lastRow: Expression
  let height: Expression
  let column: Expression
  let lastColumn: Expression
  let width: Expression

  var count: Expression { height * width }

  init(_ number: Expression, _ span: Span) {
    var constants: [Statement] = []
    func named(_ name: String, _ value: Expression) -> Expression {
      switch value {
      case .integer, .name: return value
      case .float, .element, .field, .address, .advanced, .binary, .select, .apply:
        constants.append(.constant(name, .index, value))
        return ref(name)
      }
    }
    func line(
      _ extent: StepExtent, _ first: String, _ end: String, _ count: String
    ) -> (first: Expression, last: Expression, count: Expression) {
      let start = named(first, extent.first)
      if let count = extent.count { return (start, start + .integer(count - 1), .integer(count)) }
      let end = named(end, extent.end)
      return (start, end - 1, named(count, end - start))
    }
    (row, lastRow, height) = line(span.rows(of: number), "row", "end_row", "height")
    (column, lastColumn, width) = line(
      span.columns(of: number), "column", "end_column", "width")
    self.constants = constants
  }

  /// Code for each row.
  func rows(_ body: (_ row: Expression) -> [Statement]) -> [Statement] {
    loop("r", to: height) { body(row + $0) }
  }

  /// Code for each column, told how many pixels of the row came before.
  func columns(
    _ body: (_ column: Expression, _ pixel: Expression) -> [Statement]
  ) -> [Statement] {
    loop("j", to: width, kind: .rolled) { body(column + $0, $0) }
  }

  /// Code for each pixel, told how many came before.
  func loop(
    _ body: (_ row: Expression, _ column: Expression, _ pixel: Expression) -> [Statement]
  ) -> [Statement] {
    loop("i", to: height) { i in
      loop("j", to: width, kind: .rolled) { j in body(row + i, column + j, i * width + j) }
    }
  }

  private func loop(
    _ variable: String, to count: Expression, kind: Loop.Kind = .plain,
    _ body: (Expression) -> [Statement]
  ) -> [Statement] {
    Kernels.loop(variable, to: count, kind: kind, body)
  }
}
