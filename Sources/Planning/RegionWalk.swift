import IR
import Plan

/// Runs the steps of a region in order without computing anything.
struct RegionWalk {
  /// A row or a tile that is made, taken up, or delivered, and in which pass over the slices or
  /// stripes.
  struct Step {
    let value: Int
    let pass: Int
    /// What is made of the value; of the operand, what is taken up, where `gathers`.
    let rows: Range<Int>
    let columns: Range<Int>
    /// The columns of the map that are made in this pass.
    let stripe: Range<Int>
    let gathers: Bool
    /// Which part of the sums of a row this adds, and of how many, where slices are run inside of rows.
    var part: (index: Int, count: Int)?
    /// The position of the node that makes it; nil for a delivered row.
    let position: Int?
  }

  private let facts: PlanFacts
  private let region: Region
  private let positions: [Int]
  /// For each operand of each stage, the stage of the region that makes it or -1, and the place in
  /// the region's deliveries or -1.
  private let makers: [[Int]]
  private let sources: [[Int]]
  /// The steps of each stage in each pass.
  private let gridsOfPasses: [[StepGrid]]
  private var grids: [StepGrid]
  private var made: [Int]
  private var delivered: [Int]
  /// The rows of each stage that each part makes, where parts share rows.
  private let rowsOfParts: [[Range<Int>]]

  init(_ region: Region, _ facts: PlanFacts) {
    self.region = region
    self.facts = facts
    let positions = region.stages.map { facts.position[$0.node] ?? 0 }
    var stageAt: [Int: Int] = [:]
    for (stage, position) in positions.enumerated() { stageAt[position] = stage }
    let inputs = region.deliveries.map { facts.inputs[$0] }
    makers = positions.map { position in
      facts.operands[position].map { stageAt[facts.producers[$0.index]] ?? -1 }
    }
    sources = positions.map { position in
      facts.operands[position].map { inputs.firstIndex(of: $0.index) ?? -1 }
    }
    self.positions = positions
    gridsOfPasses = region.gridsOfPasses(in: facts.graph)
    grids = gridsOfPasses[0]
    made = Array(repeating: 0, count: region.stages.count)
    rowsOfParts = region.rowsOfParts(in: facts.graph)
    delivered = Array(repeating: 0, count: region.deliveries.count)
  }

  /// Tells `visit` every step.
  mutating func run(_ visit: (Step) -> Void) {
    if region.splitsInside { return runInside(visit) }
    if region.sharedRows != nil { return runParts(visit) }
    for pass in 0..<region.passes {
      for stage in made.indices { made[stage] = 0 }
      grids = gridsOfPasses[pass]
      if region.isPulled { ask(made.count - 1, upTo: .max, pass, visit) }
      for stage in made.indices { ask(stage, upTo: .max, pass, visit) }
    }
    for source in delivered.indices {
      deliver(source, upTo: .max, region.passes - 1, visit)
    }
  }

  /// The rows of one part before those of the next, though at run time they are made side by side.
  private mutating func runParts(_ visit: (Step) -> Void) {
    let driver = made.count - 1
    for (part, rows) in rowsOfParts.enumerated() {
      for stage in made.indices { made[stage] = rows[stage].lowerBound }
      ask(driver, upTo: rows[driver].upperBound, part, visit)
    }
  }

  /// All slices for one row of the result before the next.
  ///
  /// What is made of a slice for a row counts as a pass of its own; sums and what is made of them have
  /// a single one.
  private func runInside(_ visit: (Step) -> Void) {
    let head = region.headCount
    func row(_ y: Int, of stage: Int, pass: Int, part: (index: Int, count: Int)? = nil) {
      let result = facts.results[positions[stage]]
      let whole = 0..<facts.valueWidths[result]
      visit(
        Step(
          value: result, pass: pass, rows: y..<y + 1, columns: whole, stripe: whole, gathers: false,
          part: part, position: positions[stage]))
    }
    for y in 0..<facts.valueHeights[facts.results[positions[head - 1]]] {
      let rows = region.headRows(forRow: y, in: facts.graph)
      for slice in 0..<region.passes {
        for stage in 0..<head {
          let isSum = stage == head - 1
          for made in rows[stage] {
            row(
              made, of: stage, pass: isSum ? 0 : y * region.passes + slice,
              part: isSum ? (slice, region.passes) : nil)
          }
        }
      }
      for stage in head..<region.stages.count { row(y, of: stage, pass: 0) }
    }
  }

  /// Runs steps of a stage until `count` are done, as many as there are at most.
  private mutating func ask(_ stage: Int, upTo count: Int, _ pass: Int, _ visit: (Step) -> Void) {
    let position = positions[stage]
    let gathers = region.stages[stage].gathers
    let grid = grids[stage]
    let end = min(count, grid.count)
    while made[stage] < end {
      let (rows, columns) = (grid.rows(of: made[stage]), grid.columns(of: made[stage]))
      for index in makers[stage].indices {
        let (maker, source) = (makers[stage][index], sources[stage][index])
        guard maker >= 0 || source >= 0 else { continue }
        let operand = facts.operands[position][index]
        let neededRows = gathers ? rows : operand.access.rows(for: rows, height: operand.height)
        let neededColumns =
          gathers ? columns : operand.access.columns(for: columns, width: operand.width)
        guard let row = neededRows.last, let column = neededColumns.last else { continue }
        if maker >= 0 {
          let isWhole = region.stages[maker].gathers
          ask(
            maker, upTo: isWhole ? .max : grids[maker].stepsUntil(row: row, column: column), pass,
            visit)
        }
        if source >= 0 { deliver(source, upTo: row + 1, pass, visit) }
      }
      visit(
        Step(
          value: facts.results[position], pass: isWhole(stage) ? 0 : pass, rows: rows,
          columns: columns, stripe: grid.columns, gathers: gathers, position: position))
      made[stage] += 1
    }
  }

  /// Whether what the parts make of a stage's result is one whole, and not a piece for each of them.
  private func isWhole(_ stage: Int) -> Bool {
    switch region.shares {
    case .firstPart: false
    case .rows: stage == region.stages.count - 1
    case .slices: true
    }
  }

  private mutating func deliver(
    _ source: Int, upTo count: Int, _ pass: Int, _ visit: (Step) -> Void
  ) {
    let input = facts.inputs[region.deliveries[source]]
    let end = min(count, facts.valueHeights[input])
    let whole = 0..<facts.valueWidths[input]
    while delivered[source] < end {
      let row = delivered[source]
      visit(
        Step(
          value: input, pass: pass, rows: row..<row + 1, columns: whole, stripe: whole,
          gathers: false, position: nil))
      delivered[source] += 1
    }
  }
}
