import IR
import Plan

/// Who asks for whose steps in a region.
///
/// Where a value has several readers, the first of them asks and the others find it there;
/// only those that ask at least once need code for it.
struct PullOrder {
  struct Request: Hashable {
    let stage: Int
    let operand: Int
  }

  /// The requests that run steps of another stage, and those that have rows delivered.
  private(set) var makers: [Request: Int] = [:]
  private(set) var deliveries: [Request: Int] = [:]
  /// The stages with steps that nobody asks for.
  private(set) var drained: [Int] = []
  /// The inputs, by place in the region's deliveries, with rows that nobody asks for.
  private(set) var drainedDeliveries: [Int] = []
  /// The rows of each delivered input that a pass asks for.
  private(set) var deliveredByPass: [Int] = []

  init(_ region: Region, _ graph: Graph) {
    let stages = region.stages
    let nodes = stages.map { graph.nodes[$0.node] }
    let access = stages.map { graph.access(of: $0.node) }
    let inputs = region.deliveries.map { graph.inputs[$0] }
    var delivered = inputs.map { _ in 0 }
    var askedMakers: [Request: Int] = [:]
    var askedDeliveries: [Request: Int] = [:]
    var drainedStages: Set<Int> = []

    // Where parts share rows, each part is a pass that makes some of them.
    let grids = region.gridsOfPasses(in: graph)
    let rowsOfParts = region.rowsOfParts(in: graph)
    let passes =
      region.sharedRows == nil
      ? grids.map { (grids: $0, rows: [Range<Int>]?.none) }
      : rowsOfParts.map { (grids: grids[0], rows: $0) }
    for (grids, rowsOfPart) in passes {
      var made = rowsOfPart?.map(\.lowerBound) ?? nodes.map { _ in 0 }

      func make(_ stage: Int) {
        let (grid, gathers) = (grids[stage], stages[stage].gathers)
        let (rows, columns) = (grid.rows(of: made[stage]), grid.columns(of: made[stage]))
        for (operand, value) in nodes[stage].operands.enumerated() {
          let (shape, access) = (graph.shape(of: value), access[stage][operand])
          let neededRows = gathers ? rows : access.rows(for: rows, height: shape.height)
          let neededColumns = gathers ? columns : access.columns(for: columns, width: shape.width)
          guard let row = neededRows.last, let column = neededColumns.last else { continue }
          let request = Request(stage: stage, operand: operand)
          if let maker = nodes.firstIndex(where: { $0.result == value }) {
            let needed =
              stages[maker].gathers
              ? grids[maker].count : grids[maker].stepsUntil(row: row, column: column)
            if made[maker] < needed { askedMakers[request] = maker }
            while made[maker] < needed { make(maker) }
          } else if let input = inputs.firstIndex(of: value) {
            if delivered[input] <= row { askedDeliveries[request] = input }
            delivered[input] = max(delivered[input], row + 1)
          }
        }
        made[stage] += 1
      }

      if let rows = rowsOfPart {
        while made[made.count - 1] < rows[rows.count - 1].upperBound { make(made.count - 1) }
        continue
      }
      if region.isPulled {
        while made[made.count - 1] < grids[made.count - 1].count { make(made.count - 1) }
      }
      for stage in made.indices {
        if region.isPulled, made[stage] < grids[stage].count { drainedStages.insert(stage) }
        while made[stage] < grids[stage].count { make(stage) }
      }
    }
    for (index, input) in inputs.enumerated()
    where delivered[index] < graph.shape(of: input).height {
      drainedDeliveries.append(index)
    }
    deliveredByPass = delivered
    drained = drainedStages.sorted()
    makers = askedMakers
    deliveries = askedDeliveries
  }
}
