import Basics
import IR
import Plan
import PlanCheck
import Planning
import Targets
import TestSupport
import Testing

/// The checker is checked: damaged plans must be reported, unless they still compute the graph.
@Suite struct PlantedFaultTests {
  struct Tally {
    var reported = 0
    var harmless = 0
    var harmful = 0
  }

  /// Replays every mutation; what passes must compute the same in any order of writing.
  func judge(_ mutations: [Mutation], sampling rate: Int) -> Tally {
    var tally = Tally()
    for (index, mutation) in mutations.enumerated() {
      let isReported = !replay(mutation.plan).isEmpty
      if isReported {
        tally.reported += 1
        // A sample of what is reported, to see that the faults are real ones.
        if index % rate == 0, !Simulation.agrees(mutation.plan, order: .ascending) {
          tally.harmful += 1
        }
        continue
      }
      tally.harmless += 1
      // Facts first: a failed expectation prints all that it was made of.
      let (name, isWrong) = (
        "\(mutation.plan.graph.name): \(mutation.name)", mutation.isAlwaysWrong
      )
      #expect(!isWrong, "\(name) passes")
      for order in Simulation.Order.allCases {
        let isSound = Simulation.agrees(mutation.plan, order: order)
        #expect(isSound, "\(name) passes and computes something else")
      }
    }
    return tally
  }

  @Test func randomPlans() throws {
    var dice = Dice("planted faults")
    var tally = Tally()
    for seed in 0..<(isLongRun ? 1000 : 100) {
      let graph = try loweredRandomGraph(seed: seed)
      let options = dice.pick(
        PlanTests.allOptions + PlanTests.fedOptions + PlanTests.boughtOptions)
      let plan = try plan(graph, target: .generic, options: options)
      let found = judge(mutations(of: plan, limit: 12, &dice), sampling: 10)
      tally.reported += found.reported
      tally.harmless += found.harmless
      tally.harmful += found.harmful
    }
    #expect(tally.reported > 5000)
    #expect(tally.harmless > 100)
    #expect(tally.harmful > 300)
  }

  @Test(arguments: [("v2", 0.35), ("v3-small", 1)])
  func networks(_ network: String, _ width: Double) throws {
    var dice = Dice("planted faults in \(network)")
    let graph = try loweredGraph(network, width: width, resolution: 96, classes: 10)
    for options in [PlanOptions(objective: .ram), PlanOptions(objective: .latency)] {
      let plan = try plan(graph, target: .generic, options: options)
      #expect(Simulation.agrees(plan, order: .descending))
      let limit = isLongRun ? 100 : 5
      let tally = judge(mutations(of: plan, limit: limit, &dice), sampling: 1000)
      #expect(tally.reported > 60)
    }
  }

  @Test func residuals() throws {
    var tally = Tally()
    for seed in 0..<150 {
      let text = try loweredRandomGraph(seed: seed).text()
      let graph = try parseGraph(Array(text.utf8), file: "random.mnir")
      let plan = try plan(graph, target: .generic, options: PlanOptions(objective: .ram))
      let found = judge(try residualsPointedElsewhere(plan), sampling: 1)
      tally.reported += found.reported
      tally.harmless += found.harmless
      tally.harmful += found.harmful
    }
    #expect(tally.harmful > 20)
    // Replacing an operand by itself at least.
    #expect(tally.harmless > 20)
  }

  @Test func overlappingBands() throws {
    for (name, plan) in try TilePlan.overlapping() {
      // Not those of memory: these plans have room to spare.
      let tally = judge(Array(TileMutations(plan.plan).kinds.joined()), sampling: 1)
      let counts = [tally.reported, tally.harmful, tally.harmless]
      #expect(counts[0] >= 100 && counts[1] >= 90 && counts[2] >= 5, "\(name): \(counts)")
    }
  }

  /// The undamaged plans of random graphs agree as well: the simulation itself is sound.
  @Test func soundPlansComputeTheGraph() throws {
    for seed in 0..<60 {
      let graph = try loweredRandomGraph(seed: seed)
      for options in [
        PlanOptions(objective: .ram), PlanOptions(ways: .atMost(3)),
        PlanOptions(objective: .ram, recompute: 4),
        PlanOptions(objective: .ram, rings: .pixels, recompute: 16, stripes: 3),
        PlanOptions(ways: .atMost(2), activations: .int8, recompute: 16, split: .inner),
        PlanOptions(objective: .ram, input: .arena, inputLayout: .nchw),
      ] {
        let plan = try plan(graph, target: .generic, options: options)
        for order in Simulation.Order.allCases {
          #expect(Simulation.agrees(plan, order: order), "seed \(seed) \(order)")
        }
      }
    }
  }
}
