import Basics
import IR
import Plan

/// Runs a schedule on the memory of its plan without computing anything, and sees whether every
/// read finds the element that was written there; the faults, none if the plan is sound.
///
/// Every cell of the arena, as large as the narrowest element, holds the name of the element that was
/// written to it last. A step is a
/// row or a tile of one op, or a row of an input that the caller delivers: it reads what the op's
/// access map says, then writes what it makes. Within a step a kernel may read and write in any
/// order, so nothing may be written over cells that the same step reads, unless element by element
/// in place. Parts that work at the same time run one after the other here, which is as good as any order
/// as long as none touches what another one writes before they meet. Knows the plan's types and no
/// planner.
package func replay(_ plan: Plan) -> [Diagnostic] {
  // First, because running relies on numbers that make sense.
  let malformations = malformations(of: plan)
  guard malformations.isEmpty else { return malformations }
  var machine = Machine(plan)
  machine.run()
  return machine.faults
}

/// Runs regions; what a step does to memory is in `Machine+Steps.swift`.
struct Machine {
  private(set) var faults: [Diagnostic] = []

  let graph: Graph
  private let schedule: Schedule
  /// The arena, then one memory for each output.
  var cells: Cells
  /// By the indices of values: where their elements lie, and their partial sums.
  private var layouts: [Layout?] = []
  private var sums: [Layout?] = []
  /// The number of the step that runs.
  var now: Int32 = -1
  /// Which part runs it, and how often all parts have met before.
  var turn = Turn(epoch: 0, part: 0)

  init(_ plan: Plan) {
    graph = plan.graph
    schedule = plan.schedule
    let cellBytes = plan.cellBytes
    cells = Cells(
      sizes: [plan.memory.arenaSize / cellBytes]
        + plan.graph.outputs.map {
          plan.graph.shape(of: $0).count * plan.elementBytes(of: $0) / cellBytes
        },
      parts: plan.schedule.parts)
    for value in plan.graph.values.handles {
      while layouts.count <= value.index {
        layouts.append(nil)
        sums.append(nil)
      }
      layouts[value.index] = Layout(of: value, in: plan, cellBytes: cellBytes)
      sums[value.index] = Layout(
        ofPartialSumsOf: value, in: plan, cellBytes: cellBytes)
    }
  }

  mutating func report(_ id: String, _ node: NodeID?, _ message: String) {
    let origin = node.map { graph.nodes[$0].origin } ?? .unknown
    faults.append(Diagnostic(id, at: origin, message))
  }

  mutating func run() {
    putInputsInPlace()
    for region in schedule.regions where faults.isEmpty { run(region) }
    guard faults.isEmpty else { return }
    for output in graph.outputs {
      let runs = layouts[output.index]?.wholeRuns ?? []
      if !runs.allSatisfy(cells.hold) {
        report("plan.output", nil, "output %\(graph.values[output].name) is not complete")
      }
    }
  }

  /// An input that lies in the arena without being delivered was put there by the caller.
  private mutating func putInputsInPlace() {
    let delivered = Set(schedule.regions.flatMap(\.deliveries))
    for (index, input) in graph.inputs.enumerated() where !delivered.contains(index) {
      for run in layouts[input.index]?.wholeRuns ?? [] where !cells.put(run) {
        return report("plan.bounds", nil, "an input does not fit")
      }
    }
  }

  // MARK: Regions

  private mutating func run(_ region: Region) {
    if region.waits { turn.epoch += 1 }
    turn.part = 0
    guard !region.splitsInside else { return runSlicesInside(of: region) }
    guard case .rows(let rows) = region.shares else { return runPasses(of: region) }
    var progress = RegionProgress(region, graph)
    let driver = region.stages.count - 1
    for part in rows.indices {
      turn.part = part
      progress.begin(part: part, rows: rows[part])
      while !progress.stages[driver].isFinished, faults.isEmpty { makeStep(of: driver, &progress) }
    }
  }

  private mutating func runPasses(of region: Region) {
    var progress = RegionProgress(region, graph)
    for pass in 0..<region.passes {
      if region.shares == .slices { turn.part = pass }
      progress.begin(pass: pass)
      let driver = region.stages.count - 1
      let order = (region.isPulled ? [driver] : []) + Array(region.stages.indices)
      for stage in order {
        while !progress.stages[stage].isFinished, faults.isEmpty { makeStep(of: stage, &progress) }
      }
    }
    for (delivery, input) in region.deliveries.enumerated() {
      let height = graph.shape(of: graph.inputs[input]).height
      while progress.delivered[delivery] < height, faults.isEmpty { deliver(delivery, &progress) }
    }
  }

  /// Makes the next step of a stage, after what it needs and the region makes itself.
  private mutating func makeStep(of index: Int, _ progress: inout RegionProgress) {
    let facts = progress.facts.stages[index]
    let made = progress.stages[index].nextStep
    let needed = facts.operands.map { facts.pixels(of: $0, for: made) }
    for (operand, pixels) in zip(facts.operands, needed) {
      switch operand.source {
      case .stage(let maker):
        while !progress.stages[maker].has(pixels), !progress.stages[maker].isFinished,
          faults.isEmpty
        { makeStep(of: maker, &progress) }
      case .delivery(let delivery):
        let end = pixels.rows.last?.upperBound ?? 0
        while progress.delivered[delivery] < end, faults.isEmpty { deliver(delivery, &progress) }
      case .memory: break
      }
    }
    guard faults.isEmpty else { return }
    run(step(of: index, made, needed, progress))
    progress.stages[index].finishStep()
  }

  /// What the next step of a stage reads and writes.
  func step(
    of index: Int, _ made: Rectangle, _ needed: [Pixels], _ progress: RegionProgress
  ) -> Step {
    let facts = progress.facts.stages[index]
    let stage = facts.stage
    // Stages behind sums that are made slice by slice in each row run whole.
    let slice = stage.role == .whole ? nil : progress.slice
    let all = 0..<facts.shape.channels
    let reads = zip(facts.operands, needed).map { operand, pixels in
      var firstColumn = 0
      if case .stage(let maker) = operand.source { firstColumn = progress.firstColumns[maker] }
      return Step.Read(
        operand: operand,
        layout: layouts[operand.value.index]?
          .during(slice: slice, firstColumn: firstColumn, part: turn.part),
        pixels: pixels,
        channels: (stage.role.readsSlice ? slice : nil) ?? 0..<operand.shape.channels)
    }
    let result = layouts[facts.result.index]?
      .during(slice: slice, firstColumn: progress.firstColumns[index], part: turn.part)
    // Parts that the sums still lack after this step, and where the sums lie until then.
    var (partsLeft, isFirstPart, ownSums) = (0, true, Layout?.none)
    if stage.gathers {
      partsLeft = progress.stages[index].stepsLeft
      isFirstPart = progress.stages[index].isFirst
      ownSums = sums[facts.result.index]
    } else if stage.role == .reduces {
      partsLeft = progress.slicesLeft
      isFirstPart = progress.pass == 0
      ownSums = sums[facts.result.index]
    }
    return Step(
      node: stage.node, part: made, pass: progress.pass, reads: reads,
      pixels: Pixels(stage.gathers ? .onePixel : made),
      channels: (stage.role.makesSlice ? slice : nil) ?? all,
      partsLeft: partsLeft,
      continued: isFirstPart ? nil : ownSums ?? result,
      written: partsLeft > 0 ? ownSums ?? result : result,
      continuesInPlace: partsLeft > 0 || ownSums == nil)
  }

  private mutating func deliver(_ delivery: Int, _ progress: inout RegionProgress) {
    now += 1
    let input = graph.inputs[progress.facts.region.deliveries[delivery]]
    guard let layout = layouts[input.index] else { return }
    guard layout.isAlive(at: now) else {
      return report(
        "plan.life", nil, "an input row is delivered at step \(now), outside of its buffer's life")
    }
    let shape = graph.shape(of: input)
    let row = progress.delivered[delivery]
    let pixels = Pixels(Rectangle(rows: row..<row + 1, columns: 0..<shape.width))
    for run in layout.runs(of: pixels, channels: 0..<shape.channels, lacking: 0)
    where !cells.put(run) {
      return report("plan.bounds", nil, "an input row does not fit")
    }
    progress.delivered[delivery] += 1
  }
}
