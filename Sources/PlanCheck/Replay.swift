import Basics
import IR
import Plan

/// Runs a schedule on the memory of its plan without computing anything, and sees whether every
/// read finds the element that was written there; the faults, none if the plan is sound.
///
/// Every cell of the arena holds the name of the element that was written to it last. A step is
/// one row of one op: it reads what the op's access map says, then writes its row. Within a step a
/// kernel may read and write in any order, so a row may not be written over cells that the same
/// step reads, unless element by element in place. Knows the plan's types and no planner.
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

/// A cell holds one element.
private let bytesPerCell = ElementType.f32.byteCount

private struct Machine {
  private(set) var faults: [Diagnostic] = []

  private let plan: Plan
  private let graph: Graph
  private let inputs: Set<ValueID>
  /// The arena, then one memory for each output.
  private var memories: [[ElementName]]
  /// The step at which each cell was read last.
  private var readAt: [[Int32]]
  private var step: Int32 = -1

  init(_ plan: Plan) {
    self.plan = plan
    graph = plan.graph
    inputs = Set(plan.graph.inputs)
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
    for region in plan.schedule.regions {
      for pass in 0..<region.passes {
        for stage in region.stages {
          run(stage, slice: region.slices?[pass], pass: pass, passes: region.passes, region)
          if !faults.isEmpty { return }
        }
      }
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

  // MARK: Steps

  private mutating func run(
    _ stage: Stage, slice: Range<Int>?, pass: Int, passes: Int, _ region: Region
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

    for y in 0..<shape.height {
      step += 1
      for value in node.operands + [node.result] where !isAlive(value) {
        report(
          "plan.life", stage.node,
          "%\(graph.values[value].name) is used at step \(step), outside of its buffer's life")
        return
      }
      for (index, operand) in node.operands.enumerated() {
        let operandShape = graph.shape(of: operand)
        let reads: Range<Int> =
          switch stage.role {
          case .whole, .produces: 0..<operandShape.channels
          case .carries, .reduces: slice ?? 0..<operandShape.channels
          }
        for row in access[index].rows(for: y, height: operandShape.height) {
          for run in runs(of: operand, row: row, channels: reads, slice: slice, sums: 0) {
            guard read(run) else {
              report(
                "plan.overwritten", stage.node,
                "%\(graph.values[node.result].name) row \(y) reads row \(row) of"
                  + " %\(graph.values[operand].name), which is not there (pass \(pass))")
              return
            }
          }
        }
      }
      for run in runs(of: node.result, row: y, channels: channels, slice: slice, sums: sums) {
        if stage.role == .reduces, pass > 0, !holds(run, olderBy: 1) {
          report(
            "plan.overwritten", stage.node,
            "the partial sums of %\(graph.values[node.result].name) row \(y) are lost (pass \(pass))"
          )
          return
        }
        guard write(run, in: stage, row: y, slice: slice) else {
          report(
            "plan.overlap", stage.node,
            "%\(graph.values[node.result].name) row \(y) is written over what the same step reads")
          return
        }
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

  /// The pieces of memory that hold `channels` of one row of a value; none for an input.
  private func runs(
    of value: ValueID, row: Int, channels: Range<Int>, slice: Range<Int>?, sums: Int
  ) -> [Run] {
    guard !inputs.contains(value), let placement = plan.memory.placements[value] else { return [] }
    let shape = graph.shape(of: value)
    let memory: Int
    let base: Int
    let pitch: Int
    let first: Int
    switch placement {
    case .input: return []
    case .output(let index): (memory, base, pitch, first) = (index + 1, 0, shape.channels, 0)
    case .arena(let buffer):
      (memory, base, pitch, first) = (0, cell(of: buffer), shape.channels, 0)
    case .slice(let buffer):
      let rowCells = plan.memory.buffers[buffer].byteCount / shape.height / bytesPerCell
      (memory, base, pitch) = (0, cell(of: buffer), rowCells / shape.width)
      first = slice?.lowerBound ?? 0
    }
    func run(pixel: Int, channel: Int, count: Int) -> Run {
      Run(
        memory: memory, cell: base + pixel * pitch + channel - first, count: count,
        first: ElementName(
          value: value.index, sums: sums, element: pixel * shape.channels + channel))
    }
    if channels.count == shape.channels, pitch == shape.channels {
      return [run(pixel: row * shape.width, channel: 0, count: shape.rowCount)]
    }
    return (0..<shape.width).map { x in
      run(pixel: row * shape.width + x, channel: channels.lowerBound, count: channels.count)
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
    for i in 0..<run.count {
      memories[run.memory][run.cell + i] = ElementName(bits: run.first.bits + UInt64(i))
    }
    return true
  }
}
