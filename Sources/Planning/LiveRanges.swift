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
  private(set) var residences = SideTable<Value, Residence>()
  /// The steps of each region.
  private(set) var regionSteps: [Int] = []

  /// Walks the steps of the regions that cover `positions` of the graph's order.
  ///
  /// Values made before them live from the first step, values needed after them to the last.
  init(
    _ facts: PlanFacts, _ regions: [Region], covering positions: Range<Int>, input: InputMode
  ) {
    let graph = facts.graph
    var log = StepLog(facts)
    for (index, region) in regions.enumerated() {
      let start = log.step
      var walk = RegionWalk(region, facts)
      walk.run { log.note($0, in: index) }
      regionSteps.append(log.step - start)
    }
    log.spanBorders(of: positions, input: input)

    for (index, value) in graph.inputs.enumerated() where input == .caller {
      residences[value] = .input(index)
    }
    for (index, output) in graph.outputs.enumerated() { residences[output] = .output(index) }
    // In the order in which they are made: an operand has its place before its result.
    for value in graph.inputs where residences[value] == nil {
      guard let record = log.records[value] else { continue }
      let home = regions.first { region in
        region.deliveries.contains { graph.inputs[$0] == value }
          && region.reads(value, exclusivelyIn: facts)
      }
      house(value, record, in: home, index: 0, facts)
    }
    for node in graph.order {
      let value = graph.nodes[node].result
      guard residences[value] == nil, let record = log.records[value] else { continue }
      if let host = tenantInPlace(of: node, record, log, facts) {
        residences[value] = .tenant(host, isSliced: false)
        tenants[host].adopt(record.rows, name: graph.values[value].name)
        continue
      }
      let home = record.region.map { regions[$0] }.flatMap { region in
        region.isInner(value, in: facts) ? region : nil
      }
      house(value, record, in: home, index: record.region ?? 0, facts)
    }
  }

  /// Gives a value a tenant of its own: a ring, slices or all of it; `home` is the region it never
  /// leaves, if there is one.
  private mutating func house(
    _ value: ValueID, _ record: StepLog.Record, in home: Region?, index: Int, _ facts: PlanFacts
  ) {
    let type = facts.graph.type(of: value)
    let isMade = facts.graph.values[value].producer != nil
    let slices = isMade ? home?.slices : nil
    let channels = slices?.map(\.count).max() ?? type.shape.channels
    let rowBytes = type.shape.width * channels * type.elementType.byteCount
    let name = facts.graph.values[value].name
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
    of node: NodeID, _ record: StepLog.Record, _ log: StepLog, _ facts: PlanFacts
  ) -> Int? {
    guard let position = facts.position[node], !record.isSplit else { return nil }
    for operand in facts.operands[position]
    where operand.access == OperandAccess(.same, .same) {
      guard case .tenant(let tenant, false)? = residences[operand.value],
        let lives = log.records[operand.value]?.rows,
        zip(lives, record.rows).allSatisfy({ $0.death <= $1.birth })
      else { continue }
      return tenant
    }
    return nil
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

extension Region {
  /// Whether a value is made and used up inside, so that parts of it suffice.
  fileprivate func isInner(_ value: ValueID, in facts: PlanFacts) -> Bool {
    guard isPulled || slices != nil, facts.graph.values[value].producer != stages.last?.node else {
      return false
    }
    return reads(value, exclusivelyIn: facts)
  }

  /// Whether only stages of the region read a value, and it is no output.
  fileprivate func reads(_ value: ValueID, exclusivelyIn facts: PlanFacts) -> Bool {
    let own = Set(stages.map(\.node))
    return !facts.graph.outputs.contains(value)
      && (facts.uses[value] ?? []).allSatisfy { own.contains(facts.graph.order[$0]) }
  }
}
