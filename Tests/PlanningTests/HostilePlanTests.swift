import IR
import Plan
import PlanCheck
import Testing

/// Plans with absurd numbers are refused: no trap, no loop without an end.
@Suite struct HostilePlanTests {
  private static let numbers = [Int.min, -1 << 40, -1, 0, 1 << 31, 1 << 40, Int.max]

  @Test(arguments: numbers) func grains(_ number: Int) throws {
    let plan = try TileReplayTests.residual()
    let fields: [WritableKeyPath<Grain, Int>] = [\.rows, \.columns, \.firstRows, \.firstColumns]
    for field in fields {
      #expect(plan.faults { $0[stage: "a"].grain?[keyPath: field] = number } == ["plan.grain"])
    }
  }

  @Test(arguments: numbers) func overlappingBands(_ number: Int) throws {
    let fields: [WritableKeyPath<Grain, Int>] = [
      \.rows, \.columns, \.rowsAgain, \.firstRows, \.firstColumns,
    ]
    for (name, plan) in try TilePlan.overlapping() {
      for field in fields {
        let found = plan.faults { $0[stage: "a"].grain?[keyPath: field] = number }
        // Without rows made again some would be fine bands for another ring.
        let isGrain =
          number != 0 || field != \.rowsAgain
          || ["again", "striped again", "thin again"].contains(name)
        #expect(found == [isGrain ? "plan.grain" : "plan.placement"], "\(name) \(field)")
      }
      let a = try #require(plan.values["a"])
      let ring = plan[ring: "a"]
      for other in [
        Ring(lanes: ring.lanes, firstRows: ring.firstRows, width: ring.width, rowsAgain: number),
        Ring(lanes: ring.lanes, firstRows: number, width: ring.width, rowsAgain: ring.rowsAgain),
        Ring(
          lanes: ring.lanes.dropLast() + [number], firstRows: ring.firstRows, width: ring.width,
          rowsAgain: ring.rowsAgain),
      ] {
        #expect(
          plan.faults { $0.plan.memory.placements[a] = .ring(buffer: 0, other, isSliced: false) }
            == ["plan.placement"])
      }
    }
    let residual = try TileReplayTests.residual()
    if number != 0 {
      #expect(residual.faults { $0[stage: "a"].grain?.rowsAgain = number } == ["plan.grain"])
      #expect(residual.faults { $0[ring: "a"].rowsAgain = number } == ["plan.placement"])
    }
  }

  /// The largest numbers that can be numbers of rows.
  @Test func bandsOfAllRowsThereCanBe() throws {
    let most = Shape.largestCount
    for (_, plan) in try TilePlan.overlapping() {
      #expect(plan.faults { $0[stage: "a"].grain?.rowsAgain = most } == ["plan.placement"])
      for grain in [
        Grain(rows: most, columns: 2, firstRows: 1, rowsAgain: most),
        Grain(rows: most, columns: most, firstRows: 2 * most, rowsAgain: most),
        Grain(rows: 1, columns: most, firstRows: most, rowsAgain: most),
      ] {
        #expect(!plan.faults { $0[stage: "a"].grain = grain }.isEmpty)
        #expect(!plan.faults { $0[stage: "b"].grain = grain }.isEmpty)
      }
    }
  }

  @Test(arguments: numbers) func rings(_ number: Int) throws {
    let plan = try TileReplayTests.strided()
    let value = try #require(plan.values["a"])
    func place(_ ring: Ring, buffer: Int = 0) -> Set<String> {
      plan.faults {
        $0.plan.memory.placements[value] = .ring(buffer: buffer, ring, isSliced: false)
      }
    }
    let ring = plan[ring: "a"]
    for lanes in [[], [number], [3, number], [number, number], [number, 11]] {
      #expect(
        place(Ring(lanes: lanes, firstRows: min(2, lanes.count), width: 8)) == ["plan.placement"])
    }
    #expect(place(Ring(lanes: ring.lanes, firstRows: number, width: 8)) == ["plan.placement"])
    #expect(place(Ring(lanes: ring.lanes, firstRows: 2, width: number)) == ["plan.placement"])
    if number != 0 { #expect(place(ring, buffer: number) == ["plan.placement"]) }
  }

  @Test(arguments: numbers) func memory(_ number: Int) throws {
    let plan = try TileReplayTests.split()
    let value = try #require(plan.values["r"])
    let fields: [WritableKeyPath<MemoryPlan, Int>] = [\.arenaSize, \.alignment, \.elementBytes]
    for field in fields {
      #expect(plan.faults { $0.plan.memory[keyPath: field] = number } == ["plan.bounds"])
    }
    if number != 0 {
      #expect(plan.faults { $0[buffer: "sums"].offset = number } == ["plan.bounds"])
    }
    #expect(plan.faults { $0[buffer: "sums"].byteCount = number } == ["plan.bounds"])
    #expect(plan.faults { $0.plan.memory.partialSums[value] = number } != [])
    #expect(plan.faults { $0.plan.memory.regionSteps[0] = number } == ["plan.schedule"])
    #expect(plan.faults { $0.plan.memory.regionSteps = [] } == ["plan.schedule"])
  }

  @Test(arguments: numbers) func cuts(_ number: Int) throws {
    let split = try TileReplayTests.split()
    let striped = try TileReplayTests.striped(inTiles: true)
    let range = min(0, number)..<max(0, number)
    for cuts in [[], [range], [0..<4, range], [range, 4..<8], [0..<4, 4..<4, 4..<8], [4..<8]] {
      #expect(!split.faults { $0.plan.schedule.regions[0].slices = cuts }.isEmpty)
      #expect(
        striped.faults { $0.plan.schedule.regions[0].stripes = cuts } == ["plan.stripes"])
    }
  }

  @Test func regionsOfTheWrongKind() throws {
    let striped = try TileReplayTests.striped(inTiles: false)
    #expect(striped.faults { $0.plan.schedule.regions[0].isPulled = false } == ["plan.grain"])
    #expect(
      striped.faults {
        $0.plan.schedule.regions[0].isPulled = false
        for stage in ["a", "b", "c"] { $0[stage: stage].grain = nil }
      } == ["plan.stripes"])
    #expect(striped.faults { $0.plan.schedule.regions[0].deliveries = [0] } == ["plan.stripes"])
    #expect(striped.faults { $0.plan.schedule.regions[0].stages = [] } == ["plan.schedule"])
    #expect(
      striped.faults { $0.plan.schedule.regions[0].stages.swapAt(0, 1) } == ["plan.schedule"])
    let tiles = try TileReplayTests.residual()
    #expect(tiles.faults { $0.plan.schedule.regions[0].isPulled = false } == ["plan.grain"])
    // %s is read in rows then, and does not lie in rows.
    #expect(
      tiles.faults {
        $0[stage: "d"].grain = nil
        $0.plan.memory.regionSteps[0] -= 6
      } == ["plan.placement"])
  }

  @Test(arguments: numbers) func slicesInside(_ number: Int) throws {
    let plan = try TilePlan.innerSlices(stride: 1)
    let range = min(0, number)..<max(0, number)
    for cuts in [[], [range], [range, range], [0..<2, range], [range, 2..<6], [0..<2, 2..<2]] {
      #expect(!plan.faults { $0.plan.schedule.regions[0].slices = cuts }.isEmpty)
    }
    #expect(plan.faults { $0.plan.memory.regionSteps[0] = number } == ["plan.schedule"])
    let (e, p) = try (#require(plan.values["e"]), #require(plan.values["p"]))
    for (value, isSliced) in [(e, true), (p, false)] {
      for ring in [
        Ring(lanes: [number], firstRows: 1, width: 8),
        Ring(lanes: [24], firstRows: number, width: 8),
        Ring(lanes: [24], firstRows: 1, width: number),
      ] {
        #expect(
          plan.faults {
            $0.plan.memory.placements[value] = .ring(buffer: 2, ring, isSliced: isSliced)
          } == ["plan.placement"])
      }
      if number != 0 {
        #expect(
          plan.faults { $0.plan.memory.placements[value] = .slice(buffer: number) }
            == ["plan.placement"])
      }
    }
    #expect(plan.faults { $0.plan.memory.partialSums[p] = number } == ["plan.placement"])
  }

  @Test func slicesInsideOfTheWrongKind() throws {
    let plan = try TilePlan.innerSlices(stride: 1)
    func faults(_ change: (inout Region) -> Void) -> Set<String> {
      plan.faults { change(&$0.plan.schedule.regions[0]) }
    }
    #expect(faults { $0.isPulled = true } == ["plan.slices"])
    #expect(faults { $0.deliveries = [0] } == ["plan.slices"])
    #expect(faults { $0.stripes = [0..<8] } == ["plan.slices", "plan.stripes"])
    #expect(faults { $0.stages[1].grain = Grain(rows: 1, columns: 8) } == ["plan.grain"])
    #expect(faults { $0.stages[3].gathers = true } == ["plan.schedule"])
    #expect(faults { $0.stages = [] } == ["plan.schedule"])
    #expect(faults { $0.stages.removeLast() } == ["plan.schedule"])
    for other in try [
      TileReplayTests.residual(), TileReplayTests.gathered(),
      TileReplayTests.striped(inTiles: false),
    ] {
      let found = other.faults { $0.plan.schedule.regions[0].splitsInside = true }
      #expect(found == ["plan.slices"])
      for slices in [[], [0..<1], [0..<1, 1..<2]] {
        #expect(
          !other.faults {
            $0.plan.schedule.regions[0].splitsInside = true
            $0.plan.schedule.regions[0].isPulled = false
            $0.plan.schedule.regions[0].slices = slices
          }.isEmpty)
      }
    }
  }

  @Test func moreStepsThanCanBeTold() throws {
    let plan = try TileReplayTests.gathered(
      Shape(257, 256, 1), tile: Grain(rows: 1, columns: 1))
    #expect(plan.faults() == ["plan.grain"])
  }
}
