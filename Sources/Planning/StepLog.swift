import Basics
import IR
import Plan

/// When each row of each value was written and read.
struct StepLog {
  struct Record {
    /// Over all passes.
    var rows: [RowLife]
    /// During the first pass of the region that makes the value.
    var firstPass: [RowLife]
    /// Each row in each pass, in the order of their births.
    var visits: [RowLife] = []
    /// The region that makes it; nil if it was there before.
    var region: Int?
    /// Whether it is made in more than one pass.
    var isSplit = false

    private var pass = 0
    /// Where in `visits` the rows of the current pass begin.
    private var passStart = 0

    init(height: Int, region: Int?) {
      rows = Array(repeating: .none, count: height)
      firstPass = rows
      self.region = region
    }

    fileprivate mutating func write(_ row: Int, _ pass: Int, at step: Int) {
      if pass != self.pass {
        self.pass = pass
        passStart = visits.count
        isSplit = true
      }
      rows[row].meet(step)
      if pass == 0 { firstPass[row].meet(step) }
      visits.append(RowLife(birth: step, death: step))
    }

    fileprivate mutating func read(_ row: Int, _ pass: Int, at step: Int) {
      rows[row].meet(step)
      if pass == 0 { firstPass[row].meet(step) }
      if passStart + row < visits.count { visits[passStart + row].death = step }
    }

    /// The most rows that live at the same time, of those in between all that were made.
    var rowsAtOnce: Int {
      let rows = isSplit ? firstPass.ascending : rows.ascending
      var most = 1
      var oldest = 0
      for (newest, row) in rows.enumerated() {
        while rows[oldest].death < row.birth { oldest += 1 }
        most = max(most, newest - oldest + 1)
      }
      return most
    }

    /// The times in which any row lives.
    var spells: [RowLife] {
      var spells: [RowLife] = []
      for visit in visits {
        if let last = spells.last, visit.birth <= last.death + 1 {
          spells[spells.count - 1].death = max(last.death, visit.death)
        } else {
          spells.append(visit)
        }
      }
      return spells
    }

    fileprivate mutating func live(from birth: Int) {
      for row in rows.indices { rows[row].meet(birth) }
    }

    fileprivate mutating func live(to death: Int) {
      for row in rows.indices { rows[row].meet(death) }
    }
  }

  private(set) var step = 0
  /// By value, numbered as in the facts.
  private(set) var records: [Record?]
  private let facts: PlanFacts

  init(_ facts: PlanFacts) {
    self.facts = facts
    records = Array(repeating: nil, count: facts.valueCount)
  }

  /// Notes the next step: what it reads, then what it writes.
  mutating func note(_ made: RegionWalk.Step, in region: Int) {
    if let position = made.position {
      for operand in facts.operands[position] {
        if records[operand.index] == nil {
          records[operand.index] = Record(height: operand.height, region: nil)
        }
        for row in operand.access.rows(for: made.row, height: operand.height) {
          records[operand.index]?.read(row, made.pass, at: step)
        }
      }
    }
    if records[made.value] == nil {
      records[made.value] = Record(height: facts.valueHeights[made.value], region: region)
    }
    records[made.value]?.write(made.row, made.pass, at: step)
    step += 1
  }

  /// Lets values that were there before live from the start, and those needed later to the end.
  mutating func spanBorders(of positions: Range<Int>, input: InputMode) {
    func isNeededLater(_ value: Int) -> Bool { facts.lastUse[value] >= positions.upperBound }
    for position in 0..<positions.lowerBound {
      let value = facts.results[position]
      guard facts.lastUse[value] >= positions.lowerBound else { continue }
      addIfNew(value)
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
      addIfNew(value)
      if isThere { records[value]?.live(from: 0) }
      if isNeededLater(value) { records[value]?.live(to: step) }
    }
  }

  private mutating func addIfNew(_ value: Int) {
    if records[value] == nil {
      records[value] = Record(height: facts.valueHeights[value], region: nil)
    }
  }
}
