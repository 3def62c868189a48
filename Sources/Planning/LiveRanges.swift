import Basics
import IR
import Plan

/// Where a value will be: in a tenant of the arena or in the caller's memory.
enum Residence: Hashable {
  case input(Int)
  case output(Int)
  /// All of it, or one slice of channels at a time.
  case tenant(Int, isSliced: Bool)
  /// Its last rows.
  case ring(Int, rows: Int, isSliced: Bool)
}

/// The buffers that consecutive regions need, and the lives of their parts.
struct LiveRanges {
  private(set) var tenants: [Tenant] = []
  /// By value, numbered as in the facts; nil for values of which nothing is there.
  private(set) var residences: [Residence?]
  /// The steps of each region.
  private(set) var regionSteps: [Int] = []

  private let facts: PlanFacts

  /// Walks the steps of the regions that cover `positions` of the graph's order.
  ///
  /// Values made before them live from the first step, values needed after them to the last.
  init(
    _ facts: PlanFacts, _ regions: [Region], covering positions: Range<Int>, input: InputMode
  ) {
    self.facts = facts
    residences = Array(repeating: nil, count: facts.valueCount)
    var log = StepLog(facts)
    for (index, region) in regions.enumerated() {
      let start = log.step
      var walk = RegionWalk(region, facts)
      walk.run { log.note($0, in: index) }
      regionSteps.append(log.step - start)
    }
    log.spanBorders(of: positions, input: input)

    // Where the nodes of each region stand; regions cover the positions in order.
    var start = positions.lowerBound
    let spans = regions.map { region in
      defer { start += region.stages.count }
      return start..<start + region.stages.count
    }
    for (index, value) in facts.inputs.enumerated() {
      if input == .caller {
        residences[value] = .input(index)
      } else if let record = log.records[value] {
        let home = regions.indices.first { regions[$0].deliveries.contains(index) }
        let isInner = home.map { facts.areUses(of: value, in: spans[$0]) } ?? false
        house(value, record, in: isInner ? home.map { regions[$0] } : nil, index: 0)
      }
    }
    for (index, output) in facts.graph.outputs.enumerated() {
      residences[output.index] = .output(index)
    }
    // In the order in which they are made: an operand has its place before its result.
    for position in facts.results.indices {
      let value = facts.results[position]
      guard residences[value] == nil, let record = log.records[value] else { continue }
      if let host = tenantInPlace(at: position, record, log) {
        residences[value] = .tenant(host, isSliced: false)
        tenants[host].adopt(record.rows, name: facts.name(of: value))
        continue
      }
      let home = record.region.flatMap { index -> Region? in
        let region = regions[index]
        let isInner =
          (region.isPulled || region.slices != nil) && position != spans[index].upperBound - 1
          && facts.areUses(of: value, in: spans[index])
        return isInner ? region : nil
      }
      house(value, record, in: home, index: record.region ?? 0)
    }
  }

  /// Gives a value a tenant of its own: a ring, slices or all of it; `home` is the region it never
  /// leaves, if there is one.
  private mutating func house(
    _ value: Int, _ record: StepLog.Record, in home: Region?, index: Int
  ) {
    guard let handle = facts.values[value] else { return }
    let type = facts.graph.type(of: handle)
    let isMade = facts.producers[value] >= 0
    let slices = isMade ? home?.slices : nil
    let channels = slices?.map(\.count).max() ?? type.shape.channels
    let rowBytes = type.shape.width * channels * facts.elementBytes
    let name = facts.name(of: value)
    let isSliced = slices != nil

    let isStreamed = home.map { $0.isPulled || !isMade } ?? false
    let rows = isStreamed ? record.rowsAtOnce : record.rows.count
    if rows < record.rows.count {
      residences[value] = .ring(tenants.count, rows: rows, isSliced: isSliced)
      tenants.append(
        Tenant(names: [name], byteCount: rows * rowBytes, lives: .spells(record.spells)))
      return
    }
    residences[value] = .tenant(tenants.count, isSliced: isSliced)
    let all = record.rows.ascending
    let lives: Tenant.Lives =
      isSliced ? .slices(region: index, all: all, first: record.firstPass.ascending) : .rows(all)
    tenants.append(
      Tenant(names: [name], byteCount: rowBytes * record.rows.count, lives: lives))
  }

  /// The tenant of an operand that the result may replace element by element: the op reads just the
  /// element that it writes, and nobody reads that row of the operand later.
  private func tenantInPlace(
    at position: Int, _ record: StepLog.Record, _ log: StepLog
  ) -> Int? {
    guard !record.isSplit else { return nil }
    for operand in facts.operands[position]
    where operand.access == OperandAccess(.same, .same) {
      guard case .tenant(let tenant, false)? = residences[operand.index],
        let lives = log.records[operand.index]?.rows,
        zip(lives, record.rows).allSatisfy({ $0.death <= $1.birth })
      else { continue }
      return tenant
    }
    return nil
  }
}

extension PlanFacts {
  fileprivate func name(of value: Int) -> String {
    values[value].map { graph.values[$0].name } ?? ""
  }

  /// Whether only nodes at some positions read a value, and it is no output.
  fileprivate func areUses(of value: Int, in positions: Range<Int>) -> Bool {
    lastUse[value] < graph.order.count && uses[value].allSatisfy(positions.contains)
  }
}

extension Tenant {
  /// Lets a value live on in the same rows.
  fileprivate mutating func adopt(_ rows: [RowLife], name: String) {
    guard case .rows(let own) = lives else { preconditionFailure("only whole values are shared") }
    names.append(name)
    lives = .rows(zip(own, rows.ascending).map { RowLife(birth: $0.birth, death: $1.death) })
  }
}

extension [RowLife] {
  /// Lets no row die before one above it; a window may step over rows without reading them.
  var ascending: [RowLife] {
    var rows = self
    for row in rows.indices.dropFirst() {
      rows[row].death = Swift.max(rows[row].death, rows[row - 1].death)
    }
    return rows
  }
}
