import Basics
import IR
import Plan

/// When each part of each value was written and read.
struct StepLog {
  private(set) var step = 0
  /// By value, numbered as in the facts.
  private(set) var records: [LifeRecord?]
  /// By value: the first and the last step that adds to the sums of an op that gathers.
  private(set) var gathering: [PartLife]
  /// By value: when each row of sums lives that are added up inside of rows and lie apart.
  private(set) var rowSums: [[PartLife]]
  private let facts: PlanFacts
  /// The values that some stage reads or makes by less than rows.
  private var isFine: [Bool]
  /// By value: the grain of the stage that makes it, and the columns of the widest stripe.
  private var grains: [Grain?]
  private var ringWidths: [Int]
  /// By region: the slices that are run inside of rows.
  private let slicesInside: [Int?]

  /// A log of walks through some regions.
  init(_ facts: PlanFacts, _ regions: [Region]) {
    self.facts = facts
    records = Array(repeating: nil, count: facts.valueCount)
    gathering = Array(repeating: .none, count: facts.valueCount)
    rowSums = Array(repeating: [], count: facts.valueCount)
    isFine = Array(repeating: false, count: facts.valueCount)
    grains = Array(repeating: nil, count: facts.valueCount)
    ringWidths = facts.valueWidths
    slicesInside = regions.map { $0.splitsInside ? $0.passes : nil }
    for region in regions {
      guard region.stripes != nil || region.stages.contains(where: { $0.grain != nil }) else {
        continue
      }
      let columns = region.stripes.map { _ in region.columnsOfPasses(in: facts.graph) } ?? []
      for (index, stage) in region.stages.enumerated() {
        let position = facts.position[stage.node] ?? 0
        let result = facts.results[position]
        if let widest = columns.map({ $0[index].count }).max() { ringWidths[result] = widest }
        guard region.stripes != nil || stage.grain != nil else { continue }
        if !stage.gathers {
          isFine[result] = true
          grains[result] = stage.grain
        }
        for operand in facts.operands[position] { isFine[operand.index] = true }
      }
    }
  }

  /// Notes the next step: what it reads, then what it writes.
  mutating func note(_ made: RegionWalk.Step, in region: Int) {
    if let position = made.position {
      for operand in facts.operands[position] {
        if records[operand.index] == nil { add(operand.index, region: nil) }
        let rows =
          made.gathers ? made.rows : operand.access.rows(for: made.rows, height: operand.height)
        let columns =
          made.gathers
          ? made.columns : operand.access.columns(for: made.columns, width: operand.width)
        records[operand.index]?.touch(rows, columns, at: step)
      }
    }
    if records[made.value] == nil { add(made.value, region: region) }
    if let part = made.part, facts.elementBytes[made.value] < LiveRanges.sumBytes {
      if part.index == 0 { rowSums[made.value].append(.none) }
      rowSums[made.value][rowSums[made.value].count - 1].meet(step)
      // Until then there is nothing of the row itself.
      if part.index == part.count - 1 { records[made.value]?.write(made, at: step) }
    } else if made.gathers {
      records[made.value]?.touch(0..<1, 0..<1, at: step)
      gathering[made.value].meet(step)
    } else {
      records[made.value]?.write(made, at: step)
    }
    step += 1
  }

  private mutating func add(_ value: Int, region: Int?) {
    records[value] = LifeRecord(
      height: facts.valueHeights[value], width: facts.valueWidths[value], isFine: isFine[value],
      region: region, grain: grains[value], ringWidth: ringWidths[value],
      slicesInside: region.flatMap { slicesInside[$0] })
  }

  /// A value that no step touches.
  private mutating func addUnseen(_ value: Int) {
    add(value, region: nil)
    records[value]?.finish()
  }

  /// Ends the walks: values that were there before live from the start, and those needed later to
  /// the end.
  mutating func finish(covering positions: Range<Int>, input: InputMode) {
    for value in records.indices { records[value]?.finish() }
    func isNeededLater(_ value: Int) -> Bool { facts.lastUse[value] >= positions.upperBound }
    for position in 0..<positions.lowerBound {
      let value = facts.results[position]
      guard facts.lastUse[value] >= positions.lowerBound else { continue }
      if records[value] == nil { addUnseen(value) }
      records[value]?.live(from: 0)
      if isNeededLater(value) { records[value]?.live(to: step) }
    }
    for position in positions where isNeededLater(facts.results[position]) {
      records[facts.results[position]]?.live(to: step)
    }
    for value in facts.inputs where facts.lastUse[value] >= positions.lowerBound {
      let isThere: Bool =
        switch input {
        case .caller: false
        case .arena: true
        // Delivered by the first region that reads it; whole for those after it.
        case .rows: (facts.uses[value].first ?? 0) < positions.lowerBound
        }
      guard isThere || records[value] != nil else { continue }
      if records[value] == nil { addUnseen(value) }
      if isThere { records[value]?.live(from: 0) }
      if isNeededLater(value) { records[value]?.live(to: step) }
    }
  }
}
