import Plan
import PlanCheck
import Planning
import Targets
import TestSupport
import Testing

@testable import IR

/// Elements of several widths in one arena.
@Suite struct ElementWidthTests {
  @Test(arguments: PlanTests.allOptions + PlanTests.fedOptions + PlanTests.boughtOptions)
  func everyPlanIsSound(_ options: PlanOptions) throws {
    var dice = Dice("widths \(options.testDescription)")
    for seed in 0..<(isLongRun ? 1000 : 40) {
      let graph = try loweredRandomGraph(seed: seed).withSomeBytes(&dice)
      let plan = try plan(graph, target: .generic, options: options)
      #expect(replay(plan) == [], "seed \(seed)")
      let order = dice.pick(Simulation.Order.allCases)
      #expect(Simulation.agrees(plan, order: order), "seed \(seed) \(order)")
    }
  }

  @Test func plantedFaults() throws {
    var dice = Dice("planted faults between widths")
    var (reported, harmless, harmful) = (0, 0, 0)
    for seed in 0..<(isLongRun ? 1000 : 40) {
      let graph = try loweredRandomGraph(seed: seed).withSomeBytes(&dice)
      let options = dice.pick(
        PlanTests.allOptions + PlanTests.fedOptions + PlanTests.boughtOptions)
      let plan = try plan(graph, target: .generic, options: options)
      let found = PlantedFaultTests().judge(mutations(of: plan, limit: 12, &dice), sampling: 10)
      reported += found.reported
      harmless += found.harmless
      harmful += found.harmful
    }
    #expect(reported > 2000)
    #expect(harmless > 40)
    #expect(harmful > 120)
  }

  /// What is kept while rows arrive is counted in bytes: cheapest is what is narrow.
  @Test func noScheduleGoesBelowTheRowCut() throws {
    var (tried, attained) = (0, 0)
    var dice = Dice("widths under bounds")
    for seed in BoundTinyNetworks.seeds {
      let graph = try BoundTinyNetworks.chain(seed, height: 3 + seed % 3, width: 2, length: 3)
        .withSomeBytes(&dice)
      guard let search = BoundExhaustiveSearch(graph, .rows, .inputArrives, elementBytes: 4),
        let least = search.leastPeak(limit: 5_000)
      else { continue }
      let bound = rowCutBound(graph, elementBytes: 4)?.bytes ?? 0
      #expect(bound <= least, "seed \(seed)")
      guard BoundTinyNetworks.plainSeeds.contains(seed) else { continue }
      tried += 1
      if bound == least { attained += 1 }
    }
    #expect(tried >= 100)
    #expect(attained * 4 >= tried * 3)
  }
}

extension Graph {
  /// The graph with some of its maps said to be of integers, whatever its ops make of that: for what asks
  /// only how wide elements are.
  fileprivate func withSomeBytes(_ dice: inout Dice) -> Graph {
    var graph = self
    for value in values.handles where dice.once(in: 2) {
      graph.values[value].type.elementType = .i8
    }
    return graph
  }
}
