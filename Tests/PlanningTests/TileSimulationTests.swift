import Basics
import IR
import Plan
import TestSupport
import Testing

/// The simulation is checked with plans made by hand: steps of tiles, rings in lanes, ops that gather,
/// stripes, slices inside of rows, and sums of their own.
@Suite struct TileSimulationTests {
  /// In how many orders of writing the plan computes its graph.
  func ordersThatAgree(_ plan: Plan) -> Int {
    Simulation.Order.allCases.count { Simulation.agrees(plan, order: $0) }
  }

  func expectSound(
    _ plan: Plan, _ name: String = "", at location: SourceLocation = #_sourceLocation
  ) {
    let count = ordersThatAgree(plan)
    #expect(count == 3, "\(plan.graph.name) \(name)", sourceLocation: location)
  }

  func expectUnsound(
    _ plan: Plan, _ name: String = "", at location: SourceLocation = #_sourceLocation
  ) {
    let count = ordersThatAgree(plan)
    #expect(count == 0, "\(plan.graph.name) \(name)", sourceLocation: location)
  }

  func changed(_ plan: Plan, _ change: (inout Plan) throws -> Void) rethrows -> Plan {
    var copy = plan
    try change(&copy)
    return copy
  }

  /// The plan with a ring of another length, in a buffer that follows, at the end of the arena.
  private func plan(
    _ plan: Plan, lane: Int, of value: ValueID, by distance: Int
  ) throws -> Plan {
    try changed(plan) {
      guard case .ring(let buffer, var ring, let isSliced)? = $0.memory.placements[value] else {
        throw NotThere()
      }
      let pixelBytes = $0.memory.buffers[buffer].byteCount / ring.lanes.reduce(0, +)
      ring.lanes[lane] += distance
      $0.memory.placements[value] = .ring(buffer: buffer, ring, isSliced: isSliced)
      $0.memory.buffers[buffer].byteCount += distance * pixelBytes
      $0.memory.buffers[buffer].offset = $0.memory.arenaSize
      $0.memory.arenaSize += ($0.memory.buffers[buffer].byteCount + 15) / 16 * 16
    }
  }

  private struct NotThere: Error {}

  private func lanes(of plan: Plan) -> [(value: ValueID, lane: Int)] {
    plan.graph.values.handles.flatMap { value -> [(ValueID, Int)] in
      guard case .ring(_, let ring, _)? = plan.memory.placements[value] else { return [] }
      return ring.lanes.indices.map { (value, $0) }
    }
  }

  private func isMadeOfTiles(_ value: ValueID, _ plan: Plan) -> Bool {
    let stages = plan.schedule.regions.flatMap(\.stages)
    return stages.contains {
      plan.graph.nodes[$0.node].result == value && $0.grain != nil
    }
  }

  @Test func handMadePlansComputeTheirGraphs() throws {
    for plan in try HandMadePlans.all() {
      expectSound(plan)
      let steps = plan.schedule.regions.map { plan.graph.simulatedStepCount(of: $0) }
      #expect(steps == plan.memory.regionSteps, "\(plan.graph.name)")
    }
  }

  @Test func noRingHasAPixelTooMany() throws {
    var count = 0
    for plan in try HandMadePlans.all() {
      for (value, lane) in lanes(of: plan) {
        let name = "lane \(lane) of \(plan.graph.values[value].name)"
        let shorter = try self.plan(plan, lane: lane, of: value, by: -1)
        expectUnsound(shorter, name)
        let same = try self.plan(plan, lane: lane, of: value, by: 0)
        expectSound(same, name)
        // A pixel more is room to spare, but not where rows have to stay in one piece.
        let longer = try self.plan(plan, lane: lane, of: value, by: 1)
        if isMadeOfTiles(value, plan) {
          expectSound(longer, "\(name) is longer")
        } else {
          expectUnsound(longer, "\(name) is longer")
        }
        count += 1
      }
    }
    #expect(count == 56)
  }

  @Test func wholeRowsNeedWholeRingsOfRows() throws {
    let striped = try HandMadePlans.striped()
    let rows = changed(striped) {
      for stage in $0.schedule.regions[0].stages.indices {
        $0.schedule.regions[0].stages[stage].grain = nil
      }
    }
    expectUnsound(rows)
    let (a, b) = (lanes(of: striped)[0].value, lanes(of: striped)[1].value)
    let wide = try plan(plan(rows, lane: 0, of: a, by: 1), lane: 0, of: b, by: 2)
    expectSound(wide)
    let narrow = changed(wide) {
      $0.memory.placements[b] = .ring(
        buffer: 1, Ring(lanes: [4], firstRows: 1, width: 3), isSliced: false)
    }
    expectUnsound(narrow)
  }

  @Test func anOpThatDoesNotGatherNeedsItsOperandWhole() throws {
    let gathered = try HandMadePlans.gathered()
    let whole = changed(gathered) {
      $0.schedule.regions[0].stages[2].gathers = false
      $0.schedule.regions[0].stages[2].grain = nil
    }
    expectUnsound(whole)
    let gated = try HandMadePlans.gated()
    for grain in [nil, Grain(rows: 1, columns: 3), Grain(rows: 3, columns: 2, firstRows: 1)] {
      for gathers in [true, false] {
        let changed = changed(gated) {
          $0.schedule.regions[0].stages[1].gathers = gathers
          $0.schedule.regions[0].stages[1].grain = grain
        }
        expectSound(changed, "\(String(describing: grain)) \(gathers)")
      }
    }
    for stage in [0, 2, 3, 4] {
      let changed = changed(gated) { $0.schedule.regions[0].stages[stage].gathers = true }
      expectUnsound(changed, "stage \(stage)")
    }
    // Sums that something else is put onto between two steps.
    let overwritten = changed(gated) {
      $0.memory.buffers[1].offset = $0.memory.buffers[0].offset
    }
    expectUnsound(overwritten)
  }

  @Test func stripesNeedWhatTheirReadersSee() throws {
    let plan = try HandMadePlans.striped()
    let others: [[Range<Int>]?] = [
      nil, [], [0..<4], [4..<8], [0..<8], [0..<3, 3..<8], [0..<4, 5..<8], [0..<5, 4..<8],
      [4..<8, 0..<4], [0..<4, 4..<4, 4..<8], [0..<4, 4..<9], [0..<4, 4..<Int.max],
    ]
    for stripes in others {
      let changed = changed(plan) { $0.schedule.regions[0].stripes = stripes }
      expectUnsound(changed, "\(String(describing: stripes))")
    }
    let narrow = changed(plan) { $0.schedule.regions[0].stripes = [0..<2, 2..<4, 4..<7, 7..<8] }
    expectSound(narrow)
    let pushed = changed(plan) { $0.schedule.regions[0].isPulled = false }
    expectUnsound(pushed)
  }

  @Test func partialSumsHaveFourBytesEach() throws {
    let plan = try HandMadePlans.summed()
    let c = plan.graph.nodes[plan.graph.order[2]].result
    let inPlace = changed(plan) { $0.memory.partialSums[c] = nil }
    expectSound(inPlace)
    // In order, each sum is read before its element is written onto those that were read.
    let onto = changed(plan) { $0.memory.buffers[2].offset = $0.memory.buffers[3].offset }
    let count = ordersThatAgree(onto)
    #expect(count < 3)
    for buffer in [0, 1, 4, -1, Int.max] {
      let changed = changed(plan) { $0.memory.partialSums[c] = buffer }
      expectUnsound(changed, "\(buffer)")
    }
    let end = plan.memory.arenaSize - 240
    expectSound(changed(plan) { $0.memory.buffers[3].offset = end })
    expectUnsound(changed(plan) { $0.memory.buffers[3].offset = end + 1 })
  }

  @Test func absurdNumbersAreNotSound() throws {
    let absurd = [0, -1, Int.min, Int.max, 1 << 40, Int.max / 4]
    for plan in try HandMadePlans.all() {
      for (number, index) in absurd.flatMap({ n in plan.memory.buffers.indices.map { (n, $0) } })
      where number != 0 {
        expectUnsound(changed(plan) { $0.memory.buffers[index].offset = number })
      }
      for number in absurd {
        expectUnsound(changed(plan) { $0.memory.arenaSize = number })
        expectUnsound(changed(plan) { $0.memory.elementBytes = number })
        for (value, lane) in lanes(of: plan) {
          guard case .ring(let buffer, let ring, let isSliced)? = plan.memory.placements[value]
          else { continue }
          var rings = [ring, ring, ring, ring]
          rings[0].lanes[lane] = number
          rings[1].width = number
          rings[2].firstRows = number.magnitude > 1 ? number : 1 << 40
          rings[3].rowsAgain = number == 0 ? 3 : number
          for ring in rings {
            let changed = changed(plan) {
              $0.memory.placements[value] = .ring(buffer: buffer, ring, isSliced: isSliced)
            }
            expectUnsound(changed, "\(ring)")
          }
        }
        for stage in plan.schedule.regions[0].stages.indices {
          for field in [\Grain.rows, \.columns, \.firstRows, \.firstColumns, \.rowsAgain] {
            var grain = Grain(rows: 1, columns: 1)
            grain[keyPath: field] = number
            guard grain != Grain(rows: 1, columns: 1) else { continue }
            let changed = changed(plan) { $0.schedule.regions[0].stages[stage].grain = grain }
            expectUnsound(changed, "\(grain)")
          }
        }
      }
    }
  }

  @Test func absurdPlacesAndPiecesAreNotSound() throws {
    for plan in try HandMadePlans.all() {
      for number in [-1, Int.min, Int.max, 1 << 40] {
        for value in plan.graph.values.handles {
          let places = [
            .input(number), .output(number), .arena(buffer: number), .slice(buffer: number),
            Placement.ring(buffer: number, Ring(rows: 1, width: 1), isSliced: true),
            .ring(buffer: 0, Ring(lanes: [], firstRows: 1, width: 1), isSliced: false),
          ]
          for place in places {
            expectUnsound(changed(plan) { $0.memory.placements[value] = place }, "\(place)")
          }
        }
        for slice in [min(0, number)..<max(0, number), number..<number] {
          let pieces = changed(plan) {
            $0.schedule.regions[0].slices = [slice, slice]
            $0.schedule.regions[0].stripes = nil
            $0.schedule.regions[0].stages[0].role = .produces
          }
          expectUnsound(pieces, "\(slice)")
        }
      }
      expectUnsound(changed(plan) { $0.schedule.regions[0].stages = [] })
    }
  }

  /// All damage there is ends in an answer.
  @Test func damagedPlansEnd() throws {
    var dice = Dice("damaged tiles")
    for plan in try HandMadePlans.all() {
      var (sound, unsound) = (0, 0)
      for mutation in mutations(of: plan, limit: 100, &dice) {
        if Simulation.agrees(mutation.plan, order: .ascending) { sound += 1 } else { unsound += 1 }
      }
      #expect(sound > 20 && unsound > 100, "\(plan.graph.name): \(sound) and \(unsound)")
    }
  }

  /// What the tiles' own kinds of damage call wrong whatever lies in memory is never computed.
  @Test func whatIsAlwaysWrongNeverAgrees() throws {
    for plan in try HandMadePlans.all() {
      for mutation in TileMutations(plan).kinds.joined() where mutation.isAlwaysWrong {
        expectUnsound(mutation.plan, mutation.name)
      }
    }
  }
}
