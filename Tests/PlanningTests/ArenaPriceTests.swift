import Plan
import PlanCheck
import Planning
import Targets
import TestSupport
import Testing

/// Where a byte of the arena costs time in each run, the fastest plans are those that need few of them.
@Suite struct ArenaPriceTests {
  struct Network: CustomStringConvertible {
    var name: String
    var width = 1.0
    var resolution = 224
    /// What plans take without the price, and with it, in bytes.
    var free: Int
    var reached: Int
    var description: String { "\(name) \(width)@\(resolution)" }
  }

  @Test(arguments: [
    Network(name: "v1", width: 0.25, resolution: 96, free: 110_592, reached: 52_224),
    Network(name: "v2", width: 0.35, resolution: 96, free: 190_464, reached: 60_672),
    Network(name: "v3-large", free: 642_880, reached: 633_472),
  ])
  func fewBytesAreAsFast(_ network: Network) throws {
    let target = Target.x86v4
    var free = target
    free.cyclesPerArenaByte = 0
    let graph = try loweredGraph(
      network.name, width: network.width, resolution: network.resolution)
    let plans = try [target, free].map { try plan(graph, target: $0, options: PlanOptions()) }
    let times = plans.map { plan in
      target.cycles(plan.schedule, in: plan.graph).reduce(0, +)
        + target.cyclesPerArenaByte * Double(plan.memory.arenaSize)
    }
    #expect(plans.map { replay($0) } == [[], []])
    #expect(times[0] < times[1] * 1.002)
    #expect(plans[0].memory.arenaSize <= network.reached)
    #expect(plans[1].memory.arenaSize == network.free)
  }
}
