import Basics
import IR
import Plan
import TestSupport
import Testing

/// Slices inside of rows, and sums of ops that gather.
extension TileSimulationTests {
  /// The plan with more or fewer rows in a ring, in a buffer that follows, at the end of the arena.
  private func plan(_ plan: Plan, _ value: ValueID, byRows distance: Int) -> Plan {
    changed(plan) {
      guard case .ring(let index, var ring, let isSliced)? = $0.memory.placements[value] else {
        return
      }
      var buffer = $0.memory.buffers[index]
      let pixelBytes = buffer.byteCount / ring.lanes[0]
      ring.lanes[0] += distance * ring.width
      buffer.byteCount = ring.lanes[0] * pixelBytes
      buffer.offset = $0.memory.arenaSize
      $0.memory.arenaSize += (buffer.byteCount + 15) / 16 * 16
      $0.memory.buffers[index] = buffer
      $0.memory.placements[value] = .ring(buffer: index, ring, isSliced: isSliced)
    }
  }

  private func plansSplitInside() throws -> [Plan] {
    try HandMadePlans.all().filter { $0.schedule.regions[0].splitsInside }
  }

  @Test func ringsInsideHaveTheRowsOfOneWindow() throws {
    var count = 0
    for plan in try plansSplitInside() {
      for value in plan.graph.values.handles {
        guard case .ring? = plan.memory.placements[value] else { continue }
        let name = plan.graph.values[value].name
        expectSound(self.plan(plan, value, byRows: 0), name)
        expectSound(self.plan(plan, value, byRows: 1), name)
        expectUnsound(self.plan(plan, value, byRows: -1), name)
        count += 1
      }
    }
    #expect(count == 8)
  }

  @Test func aSumGrowsIntoItsInputNoSooner() throws {
    let plan = try HandMadePlans.insideStrideOne()
    let row = 4 * 2 * 4
    let input = plan.memory.buffers[4].offset
    // Onto its input, or only pixels before it: the next row still needs that row.
    for distance in [0, row / 2] {
      expectUnsound(changed(plan) { $0.memory.buffers[3].offset = input - distance })
    }
    let far = changed(plan) {
      $0.memory.buffers[4].offset = input + row
      $0.memory.arenaSize += row
    }
    expectSound(far)
  }

  @Test func regionsThatDoNotRunAreNotSound() throws {
    let plan = try HandMadePlans.insideStrideOne()
    let changes: [(String, (inout Region) -> Void)] = [
      ("outside", { $0.splitsInside = false }), ("pulled", { $0.isPulled = true }),
      ("one slice", { $0.slices = [0..<8] }), ("no slices", { $0.slices = nil }),
      ("stripes", { $0.stripes = [0..<4] }), ("delivered", { $0.deliveries = [0] }),
      ("grain", { $0.stages[3].grain = Grain(rows: 1, columns: 4) }),
      ("gathers", { $0.stages[3].gathers = true }),
      ("a role", { $0.stages[1].role = .whole }),
      ("two produce", { $0.stages[1].role = .produces }),
      ("two reduce", { $0.stages[3].role = .reduces }), ("tail first", { $0.stages.swapAt(2, 3) }),
      ("head swapped", { $0.stages.swapAt(0, 1) }), ("no tail", { $0.stages.removeLast() }),
      ("no first", { $0.stages.removeFirst() }), ("nothing carries", { $0.stages.remove(at: 1) }),
      ("nothing", { $0.stages = [] }),
    ]
    for (name, change) in changes {
      expectUnsound(changed(plan) { change(&$0.schedule.regions[0]) }, name)
    }
    let wide = changed(plan) { $0.graph.addOutput($0.graph.nodes[$0.graph.order[1]].result) }
    #expect(wide.graph.simulatedStepCount(of: wide.schedule.regions[0]) == nil)
  }

  @Test func aTailReadsTheRowAtHand() throws {
    // The projection, and a convolution or a sum behind it.
    func plan(_ tail: (inout GraphBuilder, ValueID, ValueID) throws -> ValueID) throws -> Plan {
      var builder = GraphBuilder(name: "tail")
      let x = builder.input("x", Shape(4, 5, 2))
      let a = try builder.conv(x, "a", outputs: 4)
      let b = try builder.activate(a, "b", .hardSwish)
      let c = try builder.conv(b, "c", outputs: 4)
      let result = try tail(&builder, a, c)
      builder.graph.addOutput(result)
      var plan = try HandMadePlans.insideStrideTwo()
      let roles: [Stage.Role] = [.produces, .carries, .reduces]
      plan.schedule.regions[0].slices = [0..<2, 2..<4]
      plan.schedule.regions[0].stages = zip(
        builder.graph.order, roles + Array(repeating: .whole, count: 3)
      ).map { Stage($0, $1) }
      plan.graph = builder.graph
      // All values are whole, so that nothing but the region's own form is wrong.
      plan.memory.buffers = []
      plan.memory.arenaSize = 0
      for (index, value) in builder.graph.values.handles.enumerated() {
        plan.memory.buffers.append(
          Buffer(
            name: "", offset: index * 320, byteCount: 320, growth: 0..<1, decay: 0..<1))
        plan.memory.placements[value] = .arena(buffer: index)
        plan.memory.arenaSize += 320
      }
      plan.memory.placements[builder.graph.outputs[0]] = .output(0)
      return plan
    }
    expectSound(try plan { try $0.add($2, $2, "d") }, "sum")
    expectSound(try plan { try $0.add($0.activate($2, "d", .relu), $2, "e") }, "two stages")
    expectUnsound(try plan { try $0.conv($2, "d", outputs: 2) }, "conv")
    expectUnsound(try plan { try $0.add($1, $2, "d") }, "head")
    expectUnsound(try plan { try $0.pool($2, "d") }, "pool")
  }

  @Test func partialSumsOfSlicesInsideLieApart() throws {
    let plan = try HandMadePlans.insideSummed()
    let c = plan.graph.nodes[plan.graph.order[2]].result
    expectSound(changed(plan) { $0.memory.partialSums[c] = nil })
    for buffer in [0, 1, -1, 5, Int.max] {
      expectUnsound(changed(plan) { $0.memory.partialSums[c] = buffer }, "\(buffer)")
    }
    let end = plan.memory.arenaSize - 60
    expectSound(changed(plan) { $0.memory.buffers[4].offset = end })
    expectUnsound(changed(plan) { $0.memory.buffers[4].offset = end + 1 })
  }

  @Test func sumsOfGatheringStagesLieApartInBytesOnly() throws {
    let plan = try HandMadePlans.gatheredInBytes()
    let pool = plan.graph.nodes[plan.graph.order[2]].result
    expectUnsound(changed(plan) { $0.memory.partialSums[pool] = nil }, "no entry")
    for buffer in [0, 1, -1, 4, Int.max] {
      expectUnsound(changed(plan) { $0.memory.partialSums[pool] = buffer }, "\(buffer)")
    }
    // In some order, a finished value is written onto a sum that is still to be read.
    let onto = changed(plan) { $0.memory.buffers[3].offset = $0.memory.buffers[2].offset - 4 }
    let count = ordersThatAgree(onto)
    #expect(count < 3)
    let end = plan.memory.arenaSize - 12
    expectSound(changed(plan) { $0.memory.buffers[3].offset = end })
    expectUnsound(changed(plan) { $0.memory.buffers[3].offset = end + 1 })
    // Steps that take up all pixels at once need no sums.
    let whole = changed(plan) {
      $0.schedule.regions[0].stages[2].grain = Grain(rows: 5, columns: 6)
      $0.memory.placements[$0.graph.nodes[$0.graph.order[1]].result] = .arena(buffer: 1)
      $0.memory.buffers[1].byteCount = 5 * 6 * 3
      $0.memory.buffers[1].offset = $0.memory.arenaSize
      $0.memory.arenaSize += 96
      $0.memory.partialSums[pool] = nil
    }
    expectSound(whole, "one step")

    let wide = try HandMadePlans.gathered()
    for buffer in wide.memory.buffers.indices {
      expectUnsound(changed(wide) { $0.memory.partialSums[pool] = buffer }, "\(buffer) of four")
    }
  }
}
