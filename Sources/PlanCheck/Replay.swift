import Basics
import IR
import Plan

/// Runs a schedule on the memory of its plan without computing anything, and sees whether every
/// read finds the element that was written there; the faults, none if the plan is sound.
///
/// Every cell of the arena holds the name of the element that was written to it last. A step is
/// one row of one op, or of an input that the caller delivers: it reads what the op's access map
/// says, then writes its row. Within a step a kernel may read and write in any order, so a row may
/// not be written over cells that the same step reads, unless element by element in place. Knows
/// the plan's types and no planner.
package func replay(_ plan: Plan) -> [Diagnostic] {
  var machine = Machine(plan)
  machine.run()
  return machine.faults
}

/// The name of an element: which value, how many slices its partial sum has seen, and which one.
private struct ElementName: Hashable {
  let bits: UInt64

  static let nothing = ElementName(bits: 0)

  init(bits: UInt64) { self.bits = bits }

  init(value: Int, sums: Int, element: Int) {
    bits = UInt64(value + 1) << 48 | UInt64(sums) << 32 | UInt64(element)
  }
}

/// A run of elements that lie side by side: where, and the name of the first.
private struct Run {
  let memory: Int
  let cell: Int
  let count: Int
  let first: ElementName

  var cells: Range<Int> { cell..<cell + count }
}

private struct Machine {
  private(set) var faults: [Diagnostic] = []

  /// A cell holds one element.
  private let bytesPerCell: Int

  private let plan: Plan
  private let graph: Graph
  /// The arena, then one memory for each output.
  private var memories: [[ElementName]]
  /// The step at which each cell was read last.
  private var readAt: [[Int32]]
  private var step: Int32 = -1

  init(_ plan: Plan) {
    self.plan = plan
    graph = plan.graph
    bytesPerCell = max(1, plan.memory.elementBytes)
    let sizes =
      [plan.memory.arenaSize / bytesPerCell]
      + plan.graph.outputs.map { plan.graph.shape(of: $0).count }
    memories = sizes.map { Array(repeating: .nothing, count: $0) }
    readAt = sizes.map { Array(repeating: .min, count: $0) }
  }

  private mutating func report(_ id: String, _ node: NodeID?, _ message: String) {
    let origin = node.map { graph.nodes[$0].origin } ?? .unknown
    faults.append(Diagnostic(id, at: origin, message))
  }

  // MARK: The schedule

  mutating func run() {
    faults = malformations(of: plan)
    guard faults.isEmpty else { return }
    putInputsInPlace()
    for region in plan.schedule.regions {
      run(region)
      if !faults.isEmpty { return }
    }
    for output in graph.outputs {
      let shape = graph.shape(of: output)
      for y in 0..<shape.height {
        for run in runs(of: output, row: y, channels: 0..<shape.channels, slice: nil, sums: 0)
        where !holds(run) {
          report("plan.output", nil, "output %\(graph.values[output].name) is not complete")
          return
        }
      }
    }
  }

  /// An input that lies in the arena without being delivered was put there by the caller.
  private mutating func putInputsInPlace() {
    let delivered = Set(plan.schedule.regions.flatMap(\.deliveries))
    for (index, input) in graph.inputs.enumerated() where !delivered.contains(index) {
      let shape = graph.shape(of: input)
      for y in 0..<shape.height {
        let whole = 0..<shape.channels
        for run in runs(of: input, row: y, channels: whole, slice: nil, sums: 0) { put(run) }
      }
    }
  }

  // MARK: Regions

  /// How far a region has come: rows of each of its values, by what makes them.
  private struct Progress {
    let region: Region
    /// The stage that makes a value, or the place in the deliveries.
    var stageOf: [ValueID: Int] = [:]
    var deliveryOf: [ValueID: Int] = [:]
    var rows: [Int]
    var delivered: [Int]
    var pass = 0

    init(_ region: Region, _ graph: Graph) {
      self.region = region
      rows = region.stages.map { _ in 0 }
      delivered = region.deliveries.map { _ in 0 }
      for (index, stage) in region.stages.enumerated() {
        stageOf[graph.nodes[stage.node].result] = index
      }
      for (index, input) in region.deliveries.enumerated() {
        deliveryOf[graph.inputs[input]] = index
      }
    }

    var slice: Range<Int>? { region.slices?[pass] }
  }

  private mutating func run(_ region: Region) {
    var progress = Progress(region, graph)
    for pass in 0..<region.passes {
      progress.pass = pass
      for stage in region.stages.indices { progress.rows[stage] = 0 }
      let driver = region.stages.count - 1
      let order = (region.isPulled ? [driver] : []) + Array(region.stages.indices)
      for stage in order {
        let height = height(of: region.stages[stage])
        while progress.rows[stage] < height, faults.isEmpty { makeRow(of: stage, &progress) }
      }
    }
    for index in region.deliveries.indices {
      let input = graph.inputs[region.deliveries[index]]
      while progress.delivered[index] < graph.shape(of: input).height, faults.isEmpty {
        deliverRow(index, &progress)
      }
    }
  }

  private func height(of stage: Stage) -> Int {
    graph.shape(of: graph.nodes[stage.node].result).height
  }

  /// Makes the next row of a stage, after the rows it needs and the region makes itself.
  private mutating func makeRow(of index: Int, _ progress: inout Progress) {
    let stage = progress.region.stages[index]
    let node = graph.nodes[stage.node]
    let y = progress.rows[index]
    for (operand, access) in zip(node.operands, graph.access(of: stage.node)) {
      let needed = access.rows(for: y, height: graph.shape(of: operand).height)
      if let maker = progress.stageOf[operand] {
        guard maker < index else {
          return report("plan.schedule", stage.node, "a stage stands before one that it needs")
        }
        while progress.rows[maker] < needed.upperBound, faults.isEmpty {
          makeRow(of: maker, &progress)
        }
      } else if let delivery = progress.deliveryOf[operand] {
        while progress.delivered[delivery] < needed.upperBound, faults.isEmpty {
          deliverRow(delivery, &progress)
        }
      }
    }
    guard faults.isEmpty else { return }
    step(stage, row: y, slice: progress.slice, pass: progress.pass, progress.region.passes)
    progress.rows[index] += 1
  }

  private mutating func deliverRow(_ index: Int, _ progress: inout Progress) {
    step += 1
    let input = graph.inputs[progress.region.deliveries[index]]
    guard isAlive(input) else {
      return report(
        "plan.life", nil, "an input row is delivered at step \(step), outside of its buffer's life")
    }
    let whole = 0..<graph.shape(of: input).channels
    for run in runs(of: input, row: progress.delivered[index], channels: whole, slice: nil, sums: 0)
    {
      guard put(run) else { return report("plan.bounds", nil, "an input row does not fit") }
    }
    progress.delivered[index] += 1
  }

  // MARK: Steps

  private mutating func step(
    _ stage: Stage, row y: Int, slice: Range<Int>?, pass: Int, _ passes: Int
  ) {
    let node = graph.nodes[stage.node]
    let shape = graph.shape(of: node.result)
    let access = graph.access(of: stage.node)
    // What this pass makes of the result, and in what state.
    let channels: Range<Int>
    let sums: Int
    switch stage.role {
    case .whole: (channels, sums) = (0..<shape.channels, 0)
    case .produces, .carries: (channels, sums) = (slice ?? 0..<shape.channels, 0)
    // Counted downwards, so that the finished sum is an ordinary element: state 0.
    case .reduces: (channels, sums) = (0..<shape.channels, passes - 1 - pass)
    }

    step += 1
    for value in node.operands + [node.result] where !isAlive(value) {
      return report(
        "plan.life", stage.node,
        "%\(graph.values[value].name) is used at step \(step), outside of its buffer's life")
    }
    for (index, operand) in node.operands.enumerated() {
      let operandShape = graph.shape(of: operand)
      let reads =
        stage.role.readsSlice ? slice ?? 0..<operandShape.channels : 0..<operandShape.channels
      for row in access[index].rows(for: y, height: operandShape.height) {
        for run in runs(of: operand, row: row, channels: reads, slice: slice, sums: 0) {
          guard read(run) else {
            return report(
              "plan.overwritten", stage.node,
              "%\(graph.values[node.result].name) row \(y) reads row \(row) of"
                + " %\(graph.values[operand].name), which is not there (pass \(pass))")
          }
        }
      }
    }
    for run in runs(of: node.result, row: y, channels: channels, slice: slice, sums: sums) {
      if stage.role == .reduces, pass > 0, !holds(run, olderBy: 1) {
        return report(
          "plan.overwritten", stage.node,
          "the partial sums of %\(graph.values[node.result].name) row \(y) are lost (pass \(pass))")
      }
      guard write(run, in: stage, row: y, slice: slice) else {
        return report(
          "plan.overlap", stage.node,
          "%\(graph.values[node.result].name) row \(y) is written over what the same step reads")
      }
    }
  }

  /// Whether the buffer of a value says that it is in use at this step.
  private func isAlive(_ value: ValueID) -> Bool {
    guard let buffer = plan.memory.placements[value]?.buffer else { return true }
    return plan.memory.buffers[buffer].life.contains(Int(step))
  }

  /// Whether all that a step reads of the cells it writes is read element by element in place.
  private func isInPlace(_ run: Run, _ stage: Stage, row y: Int, slice: Range<Int>?) -> Bool {
    let node = graph.nodes[stage.node]
    guard stage.role == .whole else { return false }
    let access = graph.access(of: stage.node)
    for (operand, access) in zip(node.operands, access) {
      let shape = graph.shape(of: operand)
      for row in access.rows(for: y, height: shape.height) {
        let reads = runs(of: operand, row: row, channels: 0..<shape.channels, slice: slice, sums: 0)
        for other in reads where other.memory == run.memory && other.cells.overlaps(run.cells) {
          guard access == OperandAccess(.same, .same), other.cells == run.cells else {
            return false
          }
        }
      }
    }
    return true
  }

  /// The pieces of memory that hold `channels` of one row of a value; none in memory of the caller
  /// that is only read.
  private func runs(
    of value: ValueID, row: Int, channels: Range<Int>, slice: Range<Int>?, sums: Int
  ) -> [Run] {
    guard let placement = plan.memory.placements[value] else { return [] }
    let shape = graph.shape(of: value)
    let memory: Int
    let base: Int
    let pitch: Int
    let first: Int
    // The row of the memory in which the row of the value lies.
    var slot = row
    switch placement {
    case .input: return []
    case .output(let index): (memory, base, pitch, first) = (index + 1, 0, shape.channels, 0)
    case .arena(let buffer):
      (memory, base, pitch, first) = (0, cell(of: buffer), shape.channels, 0)
    case .slice(let buffer):
      let rowCells = plan.memory.buffers[buffer].byteCount / shape.height / bytesPerCell
      (memory, base, pitch) = (0, cell(of: buffer), rowCells / shape.width)
      first = slice?.lowerBound ?? 0
    case .ring(let buffer, let ring, let isSliced):
      let rows = ring.lanes[0] / ring.width
      let rowCells = plan.memory.buffers[buffer].byteCount / rows / bytesPerCell
      (memory, base, pitch) = (0, cell(of: buffer), rowCells / shape.width)
      first = isSliced ? slice?.lowerBound ?? 0 : 0
      slot = row % rows
    }
    func run(x: Int, channel: Int, count: Int) -> Run {
      Run(
        memory: memory, cell: base + (slot * shape.width + x) * pitch + channel - first,
        count: count,
        first: ElementName(
          value: value.index, sums: sums,
          element: (row * shape.width + x) * shape.channels + channel))
    }
    if channels.count == shape.channels, pitch == shape.channels {
      return [run(x: 0, channel: 0, count: shape.rowCount)]
    }
    return (0..<shape.width).map { x in
      run(x: x, channel: channels.lowerBound, count: channels.count)
    }
  }

  private func cell(of buffer: Int) -> Int { plan.memory.buffers[buffer].offset / bytesPerCell }

  // MARK: Cells

  private func holds(_ run: Run, olderBy sums: UInt64 = 0) -> Bool {
    let cells = memories[run.memory]
    guard run.cell >= 0, run.cell + run.count <= cells.count else { return false }
    let first = run.first.bits + sums << 32
    for i in 0..<run.count where cells[run.cell + i].bits != first + UInt64(i) { return false }
    return true
  }

  private mutating func read(_ run: Run) -> Bool {
    guard holds(run) else { return false }
    for i in 0..<run.count { readAt[run.memory][run.cell + i] = step }
    return true
  }

  private mutating func write(
    _ run: Run, in stage: Stage, row: Int, slice: Range<Int>?
  ) -> Bool {
    guard run.cell >= 0, run.cell + run.count <= memories[run.memory].count else { return false }
    let stamps = readAt[run.memory]
    if run.cells.contains(where: { stamps[$0] == step }),
      !isInPlace(run, stage, row: row, slice: slice)
    {
      return false
    }
    return put(run)
  }

  /// Writes the names of a run into its cells; false if they lie outside of the memory.
  @discardableResult
  private mutating func put(_ run: Run) -> Bool {
    guard run.cell >= 0, run.cell + run.count <= memories[run.memory].count else { return false }
    for i in 0..<run.count {
      memories[run.memory][run.cell + i] = ElementName(bits: run.first.bits + UInt64(i))
    }
    return true
  }
}
