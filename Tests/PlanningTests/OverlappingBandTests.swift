import IR
import Plan
import PlanCheck
import TestSupport
import Testing

/// Replay and simulation agree on bands of rows that overlap: what they accept, and what they find.
@Suite struct OverlappingBandTests {
  /// Damages a plan; the replay must find `ids`, and the simulation nothing that is right.
  private func expect(
    _ ids: Set<String>, _ plan: TilePlan, _ name: String = "",
    at location: SourceLocation = #_sourceLocation, _ damage: (inout TilePlan) -> Void = { _ in }
  ) {
    var copy = plan
    damage(&copy)
    let found = copy.faults()
    #expect(found == ids, "\(plan.plan.graph.name) \(name)", sourceLocation: location)
    let agreeing = Simulation.Order.allCases.count { Simulation.agrees(copy.plan, order: $0) }
    #expect(
      agreeing == (ids.isEmpty ? 3 : 0), "\(plan.plan.graph.name) \(name)",
      sourceLocation: location)
  }

  /// The same where it does not matter which rule it is that refuses the plan.
  private func expectFault(
    _ plan: TilePlan, _ name: String = "", at location: SourceLocation = #_sourceLocation,
    _ damage: (inout TilePlan) -> Void
  ) {
    var copy = plan
    damage(&copy)
    let found = copy.faults()
    let isRefused =
      !found.isEmpty && found.isSubset(of: ["plan.grain", "plan.placement", "plan.stripes"])
    let isComputed = Simulation.Order.allCases.contains { Simulation.agrees(copy.plan, order: $0) }
    #expect(
      isRefused && !isComputed, "\(plan.plan.graph.name) \(name): \(found)",
      sourceLocation: location)
  }

  @Test func rightPlansPass() throws {
    for (_, plan) in try TilePlan.overlapping() { expect([], plan) }
  }

  // MARK: Rings

  @Test func aPixelShort() throws {
    for (_, plan) in try TilePlan.overlapping() {
      for lane in plan[ring: "a"].lanes.indices {
        expect(["plan.overwritten"], plan, "lane \(lane)") { $0[ring: "a"].lanes[lane] -= 1 }
        expect([], plan, "lane \(lane)") { $0[ring: "a"].lanes[lane] += 1 }
      }
    }
  }

  @Test func aRowShort() throws {
    for (_, plan) in try TilePlan.overlapping() {
      expect(["plan.placement"], plan) { $0[ring: "a"].lanes.removeLast() }
      expect(["plan.placement"], plan) { $0[ring: "a"].lanes.append(4) }
      // All its pixels in one lane, or in lanes of whole rows, as if no row were made again.
      expect(["plan.placement"], plan) { $0[ring: "a"].rowsAgain = 0 }
      expect(["plan.placement"], plan) {
        $0[ring: "a"] = .lane($0[ring: "a"].pixels, width: $0[ring: "a"].width)
      }
    }
  }

  @Test func ringsOfOtherBands() throws {
    for (_, plan) in try TilePlan.overlapping() {
      for distance in [-1, 1] {
        expect(["plan.placement"], plan) { $0[ring: "a"].rowsAgain += distance }
        expect(["plan.placement"], plan) { $0[ring: "a"].firstRows += distance }
      }
      expect(["plan.placement"], plan) { $0[ring: "b"].rowsAgain = 1 }
    }
    expect(["plan.placement"], try .stridedAgain()) { $0[ring: "x"].rowsAgain = 1 }
  }

  @Test func onlyRings() throws {
    let plan = try TilePlan.again()
    let a = try #require(plan.values["a"])
    for place in [Placement.arena, Placement.slice] {
      expect(["plan.placement"], plan) {
        $0.plan.memory.placements[a] = place($0.addBuffer("all", elements: 6 * 7 * 3))
      }
    }
  }

  @Test func operandsDieTooEarly() throws {
    let residual = try TilePlan.residualAgain()
    for lane in 0..<2 {
      expect(["plan.overwritten"], residual) { $0[ring: "s"].lanes[lane] -= 1 }
    }
    // Two of the three delivered rows.
    expect(["plan.overwritten"], try .stridedAgain()) { $0[ring: "x"].lanes[0] -= 8 }
    expect([], try .stridedAgain()) { $0[ring: "x"].lanes[0] += 8 }
  }

  @Test func ringsAcrossEachOther() throws {
    for (_, plan) in try TilePlan.overlapping() {
      let found = plan.faults { $0[buffer: "b"].offset = $0[buffer: "a"].offset }
      #expect(!found.isEmpty && found.isSubset(of: ["plan.overwritten", "plan.overlap"]))
    }
  }

  // MARK: Bands

  /// Changes the bands of %a and its ring with them, moves the ring to where there is room, and counts
  /// the steps anew.
  private func changeBands(_ plan: inout TilePlan, _ change: (inout Grain) -> Void) {
    guard var grain = plan[stage: "a"].grain else { return }
    change(&grain)
    plan[stage: "a"].grain = grain
    let ring = plan[ring: "a"]
    plan[ring: "a"] = Ring(
      lanes: Array(repeating: ring.lanes[0], count: grain.rows + grain.rowsAgain),
      firstRows: grain.firstRows, width: ring.width, rowsAgain: grain.rowsAgain)
    plan[buffer: "a"].offset = plan.plan.memory.arenaSize
    plan.plan.memory.arenaSize += (plan[buffer: "a"].byteCount + 15) / 16 * 16
    countSteps(&plan)
  }

  private func countSteps(_ plan: inout TilePlan) {
    guard let steps = plan.plan.graph.simulatedStepCount(of: plan.plan.schedule.regions[0]) else {
      return
    }
    plan.plan.memory.regionSteps[0] = steps
    for buffer in plan.plan.memory.buffers.indices {
      plan.plan.memory.buffers[buffer].decay = 0..<steps
    }
  }

  @Test func otherRowsAgain() throws {
    for (name, plan) in try TilePlan.overlapping() {
      for distance in [-1, 1] {
        expectFault(plan, "by \(distance)") {
          $0[stage: "a"].grain?.rowsAgain += distance
        }
      }
      // With none made again, the row above the band is to be kept, and is not.
      expect([name == "strided again" ? "plan.overwritten" : "plan.grain"], plan, "fewer") {
        changeBands(&$0) { $0.rowsAgain -= 1 }
      }
      // One more is no harm, except where it is made from a row that is gone.
      let isGone = ["strided again", "residual again"].contains(name)
      expect(isGone ? ["plan.overwritten"] : [], plan, "more") {
        changeBands(&$0) { $0.rowsAgain += 1 }
      }
    }
  }

  @Test func otherFirstRows() throws {
    for (name, plan) in try TilePlan.overlapping() {
      for distance in [-1, 1] {
        let isThin = name == "thin again"
        expectFault(plan, "by \(distance)") {
          $0[stage: "a"].grain?.firstRows += distance
          countSteps(&$0)
        }
        // Bands of a single new row end wherever a reader likes, after one more band; two windows
        // in one band come too late for the second.
        let found = isThin ? distance < 0 ? [] : ["plan.overwritten"] : ["plan.grain"]
        expect(Set(found), plan, "by \(distance)") { changeBands(&$0) { $0.firstRows += distance } }
      }
    }
  }

  /// The last windows that look below the map need the same last row, and so the same band; the second
  /// one finds of it what is kept to its end.
  @Test func windowsBelowTheMapShareABand() throws {
    expect(["plan.overwritten"], try .thinAgain(below: 1, lanes: [4, 4, 4]))
    expect([], try .thinAgain(below: 1, lanes: [4, 7, 7]))
    for lanes in [[3, 7, 7], [4, 6, 7], [4, 7, 6]] {
      expect(["plan.overwritten"], try .thinAgain(below: 1, lanes: lanes))
    }
  }

  /// Plans by dice: what the replay accepts computes its graph, and what it misses is really lost.
  @Test func randomBands() throws {
    var dice = Dice("random bands")
    var (sound, lost) = (0, 0)
    for index in 0..<(isLongRun ? 20_000 : 2000) {
      var plan = try TilePlan.randomAgain(&dice)
      countSteps(&plan)
      let found = plan.faults()
      let agreeing = Simulation.Order.allCases.count { Simulation.agrees(plan.plan, order: $0) }
      if found.isEmpty {
        sound += 1
        #expect(agreeing == 3, "plan \(index)")
      } else if found == ["plan.overwritten"] {
        lost += 1
        #expect(agreeing == 0, "plan \(index)")
      }
    }
    #expect(sound > 200 && lost > 200, "\(sound) and \(lost)")
  }

  // MARK: Readers

  @Test func readersOfOtherBands() throws {
    let plan = try TilePlan.again()
    func readers(_ grain: Grain) -> (inout TilePlan) -> Void {
      {
        $0[stage: "b"].grain = grain
        self.countSteps(&$0)
      }
    }
    // In another rhythm they need rows of two bands at once, and row by row come back for a band.
    expect(["plan.grain"], plan, "a row earlier", readers(Grain(rows: 2, columns: 2, firstRows: 1)))
    expect(["plan.grain"], plan, "three rows", readers(Grain(rows: 3, columns: 2)))
    expect(["plan.overwritten"], plan, "rows", readers(Grain(rows: 1, columns: 2)))
  }

  @Test func readersOfWholeRows() throws {
    func plan(_ lanes: [Int]) throws -> TilePlan {
      var plan = try TilePlan.thinAgain(below: 0, lanes: lanes)
      for stage in ["b", "c"] { plan[stage: stage].grain = nil }
      plan[buffer: "b"].offset = plan.plan.memory.arenaSize
      plan.plan.memory.arenaSize += 96
      plan[ring: "b"] = .lane(7, width: 7)
      countSteps(&plan)
      return plan
    }
    expect([], try plan([7, 7, 7]))
    expect(["plan.placement"], try plan([4, 4, 4]))
    expect(["plan.placement"], try plan([7, 8, 7]))
  }

  /// %d = %b + %a: the second reader needs a row of %a that is made first one band earlier.
  @Test func aSecondReaderInTheBandBefore() throws {
    func plan(_ lanes: [Int]) throws -> TilePlan {
      var builder = GraphBuilder(name: "second reader")
      let x = builder.input("x", Shape(6, 7, 2))
      let a = try builder.conv(x, "a", outputs: 3)
      let b = try builder.depthwise(
        a, "b", kernel: (3, 3), padding: Padding(top: 1, left: 1, bottom: 1, right: 1))
      builder.graph.addOutput(try builder.add(b, a, "d"))
      var stages = builder.graph.order.map {
        Stage($0, .whole, grain: Grain(rows: 1, columns: 2))
      }
      stages[0].grain = Grain(rows: 1, columns: 2, firstRows: 2, firstColumns: 1, rowsAgain: 2)
      return TilePlan(
        builder.graph, Region(stages: stages, isPulled: true), steps: 4 * (5 + 6 + 6),
        keep: [
          ("a", .ring(Ring(lanes: lanes, firstRows: 2, width: 7, rowsAgain: 2))),
          ("b", .ring(.lane(2, width: 7))),
        ])
    }
    expect(["plan.overwritten"], try plan([4, 7, 7]))
    expect([], try plan([4, 7, 14]))
  }

  @Test(arguments: [true, false]) func readersOutside(inRegion: Bool) throws {
    var builder = GraphBuilder(name: "outside")
    let x = builder.input("x", Shape(6, 7, 2))
    let a = try builder.conv(x, "a", outputs: 3)
    let b = try builder.conv(a, "b", outputs: 2)
    let c = try builder.conv(a, "c", outputs: 2)
    for output in [b, c] { builder.graph.addOutput(output) }
    var stages = builder.graph.order.map { Stage($0, .whole, grain: Grain(rows: 1, columns: 7)) }
    stages[0].grain?.rowsAgain = 1
    var plan = TilePlan(
      builder.graph, Region(stages: stages, isPulled: true), steps: 18,
      keep: [("a", .ring(Ring(lanes: [42, 42], firstRows: 1, width: 7, rowsAgain: 1)))])
    if inRegion { return expect([], plan) }
    plan.plan.schedule.regions = [
      Region(stages: Array(stages[..<2]), isPulled: true),
      Region(stages: Array(stages[2...]), isPulled: true),
    ]
    plan.plan.memory.regionSteps = [12, 6]
    expect(["plan.grain"], plan)
    expect(["plan.placement"], plan) {
      $0[stage: "a"].grain?.rowsAgain = 0
    }
    expect([], plan) {
      $0[stage: "a"].grain?.rowsAgain = 0
      $0[ring: "a"] = .lane(42, width: 7)
    }
  }

  // MARK: Where nothing may be made again

  @Test func notTheResultOfARegion() throws {
    for (_, plan) in try TilePlan.overlapping() {
      let a = try #require(plan.values["a"])
      expectFault(plan) { $0.plan.graph.addOutput(a) }
      let last = plan.values["d"] == nil ? "c" : "d"
      expect(["plan.grain"], plan) { $0[stage: last].grain?.rowsAgain = 1 }
    }
  }

  @Test func notFromWhatIsMadeAgain() throws {
    for (_, plan) in try TilePlan.overlapping() {
      expect(["plan.grain"], plan) { $0[stage: "b"].grain?.rowsAgain = 1 }
    }
    // Nor what the operand is made from.
    expect(["plan.grain"], try .residualAgain()) { $0[stage: "s"].grain?.rowsAgain = 1 }
  }

  @Test func notInRowsOrSlices() throws {
    for (_, plan) in try TilePlan.overlapping() {
      expect(["plan.grain"], plan) { $0.plan.schedule.regions[0].isPulled = false }
    }
    var sliced = try HandMadePlans.summed()
    sliced.schedule.regions[0].stages[0].grain?.rowsAgain = 1
    let found = Set(replay(sliced).map(\.id))
    #expect(found == ["plan.grain"])
    #expect(!Simulation.agrees(sliced, order: .ascending))
  }

  @Test func notWhileGathering() throws {
    let plan = try TileReplayTests.gathered()
    expect(["plan.grain"], plan) { $0[stage: "p"].grain?.rowsAgain = 1 }
    // But it may take up what is made again.
    func makesAgain(_ plan: inout TilePlan) {
      plan[stage: "a"].grain?.rowsAgain = 1
      plan[ring: "a"] = Ring(lanes: [4, 4], firstRows: 1, width: 8, rowsAgain: 1)
    }
    expect([], plan) { makesAgain(&$0) }
    for lane in 0..<2 {
      expect(["plan.overlap"], plan) {
        makesAgain(&$0)
        $0[ring: "a"].lanes[lane] = 3
      }
    }
  }
}
