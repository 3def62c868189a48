import Basics
import IR
import Plan

/// Where a value will be: in a tenant of the arena or in the caller's memory.
enum Residence: Hashable, Sendable {
  case input(Int)
  case output(Int)
  /// All of it, or one slice of channels at a time.
  case tenant(Int, isSliced: Bool)
  /// Its last rows or pixels.
  case ring(Int, Ring, isSliced: Bool)
}

/// The buffers that consecutive regions need, and the lives of their parts.
struct LiveRanges: Sendable {
  private(set) var tenants: [Tenant] = []
  /// By value, numbered as in the facts; nil for values of which nothing is there.
  private(set) var residences: [Residence?]
  /// By value: the tenant of its partial sums, where these need more room than its elements.
  private(set) var sums: [Int?]
  /// The steps of each region.
  private(set) var regionSteps: [Int] = []

  private let facts: PlanFacts
  private let input: InputMode
  private let spellLimit: Int?

  /// Walks the steps of the regions that cover `positions` of the graph's order.
  ///
  /// Values made before them live from the first step, values needed after them to the last.
  /// With a limit, rings that live in more spells than that are taken to live in some pauses too.
  init(
    _ facts: PlanFacts, _ regions: [Region], covering positions: Range<Int>, input: InputMode,
    spellLimit: Int? = nil
  ) {
    self.facts = facts
    self.input = input
    self.spellLimit = spellLimit
    residences = Array(repeating: nil, count: facts.valueCount)
    sums = residences.map { _ in nil }
    var log = StepLog(facts, regions)
    for (index, region) in regions.enumerated() {
      let start = log.step
      var walk = RegionWalk(region, facts)
      walk.run { log.note($0, in: index) }
      regionSteps.append(log.step - start)
    }
    log.finish(covering: positions, input: input)

    // Where the nodes of each region stand; regions cover the positions in order.
    let spans = regions.spans(from: positions.lowerBound)
    let epochs = Epochs(regions, spans, regionSteps)
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
      guard let record = log.records[value] else { continue }
      if facts.elementBytes[value] < LiveRanges.sumBytes,
        let stage = regions[record.region ?? 0].stages.first(where: {
          $0.node == facts.graph.order[position]
        })
      {
        let gathering = log.gathering[value]
        if stage.role == .reduces, record.isSplit {
          houseSums(of: value, record.parts, finished: record.lastPass)
          continue
        }
        if stage.gathers, gathering.death > gathering.birth {
          let finished = PartLife(birth: gathering.death, death: gathering.death)
          houseSums(of: value, record.parts, finished: [finished])
          continue
        }
      }
      if !log.rowSums[value].isEmpty { houseRowSums(of: value, log.rowSums[value]) }
      guard residences[value] == nil else { continue }
      if let host = tenantInPlace(at: position, record, log, epochs) {
        residences[value] = .tenant(host, isSliced: false)
        tenants[host].adopt(record.parts, name: facts.name(of: value))
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
    for index in tenants.indices { tenants[index].live(throughout: epochs) }
  }

  /// Gives a value a tenant of its own: a ring, slices or all of it; `home` is the region it never
  /// leaves, if there is one, and `index` the place of the region that makes it.
  private mutating func house(
    _ value: Int, _ record: LifeRecord, in home: Region?, index: Int
  ) {
    guard let handle = facts.values[value] else { return }
    let type = facts.graph.type(of: handle)
    let isMade = facts.producers[value] >= 0
    let maker = home?.stages.first { facts.results[facts.position[$0.node] ?? 0] == value }
    let slices = isMade && maker?.role.makesSlice == true ? home?.slices : nil
    let channels = slices?.map(\.count).max() ?? type.shape.channels
    let pixelBytes = channels * facts.elementBytes[value]
    let name = facts.name(of: value)
    let isSliced = slices != nil

    if let home, home.isPulled || home.splitsInside || !isMade,
      let ring = ring(for: value, record, in: home)
    {
      residences[value] = .ring(tenants.count, ring, isSliced: isSliced)
      let spells = spellLimit.map { record.spells.joined(to: $0) } ?? record.spells
      tenants.append(
        Tenant(
          names: [name], byteCount: ring.pixels * ring.copies * pixelBytes, lives: .spells(spells)))
      return
    }
    residences[value] = .tenant(tenants.count, isSliced: isSliced)
    let all =
      facts.isPlanar(value)
      ? record.parts.repeated(
        type.shape.channels, each: record.partsPerRow * (input == .rows ? 1 : record.height)
      ).ascending
      : record.parts.ascending
    let lives: Tenant.Lives =
      isSliced ? .slices(region: index, all: all, first: record.firstPasses) : .rows(all)
    tenants.append(
      Tenant(
        names: [name], byteCount: pixelBytes * type.shape.width * type.shape.height, lives: lives))
  }

  /// Gives the sums of a row of a value a tenant of their own, for one row after the other.
  private mutating func houseRowSums(of value: Int, _ rows: [PartLife]) {
    guard let handle = facts.values[value] else { return }
    sums[value] = tenants.count
    tenants.append(
      Tenant(
        names: ["sums of \(facts.name(of: value))"],
        byteCount: facts.graph.shape(of: handle).rowCount * LiveRanges.sumBytes,
        lives: .spells(spellLimit.map { rows.joined(to: $0) } ?? rows)))
  }

  /// Bytes of a partial sum.
  static let sumBytes = ElementType.f32.byteCount

  /// Gives a value that is the sum of slices, and its partial sums, tenants of their own: the sums
  /// live until the last slice turns them into elements.
  ///
  /// `parts` are the lives of both together, of which those of the elements begin with `finished`.
  private mutating func houseSums(
    of value: Int, _ parts: [PartLife], finished: [PartLife]
  ) {
    guard let handle = facts.values[value] else { return }
    let count = facts.graph.shape(of: handle).count
    let name = facts.name(of: value)
    let lives = zip(parts, finished).map {
      PartLife(birth: $0.birth, death: $1.birth)
    }
    sums[value] = tenants.count
    tenants.append(
      Tenant(
        names: ["sums of \(name)"], byteCount: count * LiveRanges.sumBytes,
        lives: .rows(lives.ascending)))
    guard residences[value] == nil else { return }
    residences[value] = .tenant(tenants.count, isSliced: false)
    let elements = zip(parts, finished).map { PartLife(birth: $1.birth, death: $0.death) }
    tenants.append(
      Tenant(
        names: [name], byteCount: count * facts.elementBytes[value],
        lives: .rows(elements.ascending)))
  }

  /// The least ring for a value inside a region; nil where that would hold all of it.
  private func ring(for value: Int, _ record: LifeRecord, in home: Region) -> Ring? {
    let width = record.ringWidth
    // One pointer is all that a kernel of rows gets of a row.
    let needsRows =
      facts.producers[value] < 0
      || home.stages.contains { stage in
        guard stage.grain == nil, let position = facts.position[stage.node] else { return false }
        return facts.results[position] == value
          || (!stage.gathers && facts.operands[position].contains { $0.index == value })
      }
    let lanes = record.leastLanes.map { least in
      if record.partsPerRow == 1 { return least * width }
      return needsRows ? (least + width - 1) / width * width : least
    }
    let grain = record.grain
    var ring = Ring(
      lanes: lanes, firstRows: grain.firstRows, width: width, rowsAgain: grain.rowsAgain)
    ring.copies = home.ringCopies
    // What is made again is nowhere as a whole.
    let isWhole = ring.pixels >= record.height * record.width && grain.rowsAgain == 0
    return isWhole && home.stripes == nil && home.sharedRows == nil ? nil : ring
  }

  /// The tenant of an operand that the result may replace element by element: the op reads just the
  /// element that it writes, which is as wide, and nobody reads that row of the operand later.
  private func tenantInPlace(
    at position: Int, _ record: LifeRecord, _ log: StepLog, _ epochs: Epochs
  ) -> Int? {
    guard !record.isSplit, record.grain.rowsAgain == 0 else { return nil }
    let elementwise = OperandAccess(.same, .same)
    for operand in facts.operands[position] where !facts.isPlanar(operand.index) {
      // An op may read a value in more than one way: a pixel times itself as a gate.
      guard
        facts.operands[position].allSatisfy({
          $0.index != operand.index || $0.access == elementwise
        })
      else { continue }
      guard facts.elementBytes[operand.index] == facts.elementBytes[facts.results[position]],
        case .tenant(let tenant, false)? = residences[operand.index],
        let lives = log.records[operand.index]?.parts
      else { continue }
      if epochs.isShared(at: position) {
        // Parts run in any order: nobody else may read it in the same epoch.
        guard facts.lastUse[operand.index] == position,
          facts.uses[operand.index].allSatisfy({
            $0 == position || epochs.areApart($0, position)
          })
        else { continue }
        return tenant
      }
      guard
        zip(lives.split(into: record.parts.count), record.parts.split(into: lives.count))
          .allSatisfy({ $0.death <= $1.birth })
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
  /// Lets a value live on in the same place.
  fileprivate mutating func adopt(_ parts: [PartLife], name: String) {
    guard case .rows(let own) = lives else { preconditionFailure("only whole values are shared") }
    names.append(name)
    let next = parts.ascending.split(into: own.count)
    lives = .rows(
      zip(own.split(into: parts.count), next).map { PartLife(birth: $0.birth, death: $1.death) })
  }
}
