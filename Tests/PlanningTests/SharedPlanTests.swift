import IR
import Plan
import PlanCheck
import Planning
import Targets
import TestSupport
import Testing

/// Plans that several parts share: sound as they are made, and found out where they are damaged.
@Suite struct SharedPlanTests {
  private func network(parts: Int, _ options: PlanOptions = PlanOptions()) throws -> Plan {
    var options = options
    options.parts = parts
    return try plan(
      loweredGraph("v3-small", width: 0.5, resolution: 96, classes: 10), target: .x86v4,
      options: options)
  }

  /// What is wrong with a plan that was damaged.
  private func faults(_ plan: Plan, _ damage: (inout Plan) -> Void) -> Set<String> {
    var damaged = plan
    damage(&damaged)
    return Set(replay(damaged).map(\.id))
  }

  @Test(arguments: [2, 3, 4, 64]) func randomPlansAreSound(parts: Int) throws {
    for seed in 0..<(isLongRun ? 300 : 30) {
      for options in [
        PlanOptions(parts: parts), PlanOptions(objective: .ram, parts: parts),
        PlanOptions(ways: .atMost(3), parts: parts),
        PlanOptions(objective: .ram, input: .arena, recompute: 4, parts: parts),
        PlanOptions(objective: .balanced, inputLayout: .nchw, parts: parts),
      ] {
        let plan = try plan(loweredRandomGraph(seed: seed), target: .generic, options: options)
        #expect(replay(plan) == [], "seed \(seed), \(options)")
        #expect(plan.schedule.parts == parts)
      }
    }
  }

  @Test func onePartChangesNothing() throws {
    let plan = try network(parts: 1)
    #expect(plan.schedule.barriers == 0 && plan.schedule.parts == 1)
    #expect(plan.schedule.regions.allSatisfy { !$0.isShared && !$0.waits })
  }

  /// Each barrier is there because something would be read too early without it.
  @Test(arguments: [2, 3]) func missingBarriers(parts: Int) throws {
    let plan = try network(parts: parts)
    let waiting = plan.schedule.regions.indices.filter { plan.schedule.regions[$0].waits }
    #expect(waiting.count > 10)
    for region in waiting {
      #expect(faults(plan) { $0.schedule.regions[region].waits = false } == ["plan.race"])
    }
  }

  @Test func wrongShares() throws {
    let plan = try network(parts: 2)
    var (rows, slices) = (0, 0)
    for (index, region) in plan.schedule.regions.enumerated() {
      func found(_ shares: Shares) -> Set<String> {
        faults(plan) { $0.schedule.regions[index].shares = shares }
      }
      switch region.shares {
      case .firstPart: continue
      case .rows(let shares):
        rows += 1
        let (first, last) = (shares[0], shares[shares.count - 1])
        // A row too many, one too few, too many parts.
        let more = [first.lowerBound..<first.upperBound + 1] + shares.dropFirst()
        #expect(found(.rows(more)) == ["plan.shares"])
        let fewer = shares.dropLast() + [last.lowerBound..<last.upperBound - 1]
        #expect(found(.rows(Array(fewer))) == ["plan.shares"])
        let single = (0..<last.upperBound).map { $0..<$0 + 1 }
        #expect(single.count <= 2 || found(.rows(single)) == ["plan.shares"])
        #expect(found(.slices) == ["plan.shares"])
        #expect(
          !found(.rows([first.lowerBound..<last.upperBound])).isEmpty || region.stages.count == 1)
      case .slices:
        slices += 1
        let wider = faults(plan) {
          let slice = $0.schedule.regions[index].slices?[0] ?? 0..<0
          $0.schedule.regions[index].slices?[0] = 0..<slice.upperBound + 1
        }
        #expect(wider == ["plan.shares"])
      }
    }
    #expect(rows > 3 && slices > 3)
  }

  /// Layers before a squeeze of the last stage of a network, on integers: fifteen lines of channels, in few rows.
  private static func lastBlock() throws -> Graph {
    var b = GraphBuilder(name: "block")
    let image = b.input("image", Shape(7, 7, 160))
    let wide = try b.activate(b.conv(image, "expand", outputs: 960), "expand.swish", .hardSwish)
    let seen = try b.depthwise(
      wide, "depthwise", kernel: (5, 5), padding: Padding(top: 2, left: 2, bottom: 2, right: 2))
    let swished = try b.activate(seen, "depthwise.swish", .hardSwish)
    b.graph.addOutput(try b.pool(swished, "pool"))
    var dice = Dice("a block of integers")
    return try quantized(b.graph, &dice)
  }

  /// Parts that make elements by themselves write to no line of a cache together and go on with the channels that
  /// they have, for which nobody waits; sums over all channels are shared evenly.
  @Test func linesOfCaches() throws {
    let graph = try Self.lastBlock()
    let plan = try plan(graph, target: .x86v4VNNI, options: PlanOptions(parts: 2))
    #expect(replay(plan) == [])
    let slices = ["expand", "expand.swish", "depthwise", "depthwise.swish", "pool"].map { name in
      plan.schedule.regions.first { graph.name(of: $0.stages[0].node) == name }?.slices
    }
    #expect(slices[0] == [0..<480, 480..<960])
    #expect(slices[1...].allSatisfy { $0 == [0..<512, 512..<960] }, "\(slices)")
    #expect(plan.schedule.barriers == 2)
  }

  /// Two parts in one ring, or in rings that overlap.
  @Test func sharedRings() throws {
    let plan = try network(parts: 2)
    var rings = 0
    for value in plan.graph.values.handles {
      guard case .ring(let buffer, var ring, let isSliced)? = plan.memory.placements[value],
        ring.copies > 1
      else { continue }
      rings += 1
      #expect(ring.copies == 2)
      ring.copies = 1
      let place = Placement.ring(buffer: buffer, ring, isSliced: isSliced)
      #expect(faults(plan) { $0.memory.placements[value] = place } == ["plan.placement"])
      #expect(
        faults(plan) { $0.memory.buffers[buffer].byteCount /= 2 } == ["plan.placement"])
    }
    #expect(rings > 3)
  }

  /// What lives in one epoch must not share memory, though the steps of one part after those of the other
  /// would allow it.
  @Test func buffersThatMeetInAnEpoch() throws {
    let plan = try network(parts: 2)
    let buffers = plan.memory.buffers
    var races = 0
    for a in buffers.indices {
      for b in buffers.indices where b > a && buffers[a].life.overlaps(buffers[b].life) {
        let found = faults(plan) {
          $0.memory.buffers[b].offset = $0.memory.buffers[a].offset
          $0.memory.arenaSize *= 2
        }
        if found == ["plan.race"] { races += 1 }
      }
    }
    #expect(races > 20)
  }

  @Test(arguments: [-1, 0, 65, Int.max, Int.min]) func absurdNumbersOfParts(parts: Int) throws {
    let plan = try network(parts: 2)
    #expect(faults(plan) { $0.schedule.parts = parts } == ["plan.shares"])
    for value in plan.graph.values.handles {
      guard case .ring(let buffer, var ring, let isSliced)? = plan.memory.placements[value] else {
        continue
      }
      ring.copies = parts
      let place = Placement.ring(buffer: buffer, ring, isSliced: isSliced)
      #expect(faults(plan) { $0.memory.placements[value] = place } == ["plan.placement"])
    }
  }
}
