import Basics
import IR
import Plan
import PlanCheck
import Planning
import Targets
import TestSupport
import Testing

extension PlanOptions: CustomTestStringConvertible {
  public var testDescription: String {
    "\(objective) \(ways) rings \(rings) input \(input) recompute \(recompute)"
      + " stripes \(stripes ?? 0) \(inputLayout)"
  }
}

/// What holds for the plan of any graph.
@Suite struct PlanTests {
  static let seeds = 0..<(isLongRun ? 5000 : 200)

  static let allOptions: [PlanOptions] =
    PlanOptions.Objective.allCases.map { PlanOptions(objective: $0) }
    + [1, 2, 3, 5].map { PlanOptions(ways: .atMost($0)) }
    + [PlanOptions(objective: .ram, rings: .none), PlanOptions(ways: .atMost(3), rings: .rows)]
    + [PlanOptions.Rings.rows, .pixels].map { PlanOptions(objective: .ram, rings: $0) }

  /// Plans that do some of the work again, and could be smaller without the limits that they set.
  static let boughtOptions: [PlanOptions] = [
    PlanOptions(objective: .ram, recompute: 1.25), PlanOptions(objective: .ram, recompute: 4),
    PlanOptions(objective: .ram, rings: .pixels, recompute: 16, stripes: 2),
    PlanOptions(objective: .ram, input: .arena, recompute: 16, stripes: 4),
    PlanOptions(objective: .balanced, input: .rows, recompute: 2),
    PlanOptions(objective: .ram, input: .rows, recompute: 16),
    PlanOptions(ways: .atMost(2), recompute: 16, split: .inner),
    PlanOptions(ways: .atMost(3), activations: .int8, recompute: 16, split: .inner),
  ]

  /// The other ways to feed a network; what they count is something else.
  static let fedOptions: [PlanOptions] =
    [InputMode.arena, .rows].flatMap { input in
      [PlanOptions(objective: .ram, input: input), PlanOptions(ways: .atMost(2), input: input)]
    } + planarOptions

  /// Channels of the input that lie apart.
  static let planarOptions: [PlanOptions] =
    InputMode.allCases.map { PlanOptions(objective: .ram, input: $0, inputLayout: .nchw) } + [
      PlanOptions(objective: .ram, rings: .pixels, input: .arena, inputLayout: .nchw),
      PlanOptions(ways: .atMost(2), input: .arena, inputLayout: .nchw),
    ]

  @Test(arguments: allOptions + fedOptions + boughtOptions) func randomGraphsArePlannedSoundly(
    _ options: PlanOptions
  ) throws {
    for seed in Self.seeds {
      let graph = try loweredRandomGraph(seed: seed)
      let plan = try plan(graph, target: .generic, options: options)
      #expect(replay(plan) == [], "seed \(seed)")
      let memory = plan.memory
      #expect(memory.alignment == Target.generic.alignment)
      #expect(memory.buffers.allSatisfy { $0.offset % memory.alignment == 0 }, "seed \(seed)")
      let sum = memory.buffers.reduce(0) { sum, buffer in
        sum + (buffer.byteCount + memory.alignment - 1) / memory.alignment * memory.alignment
      }
      #expect(memory.arenaSize <= max(sum, memory.alignment), "seed \(seed)")
      let largest = memory.buffers.map(\.byteCount).max() ?? 0
      #expect(memory.arenaSize >= largest, "seed \(seed)")
    }
  }

  /// Every kind of region is really made for some of these graphs: what the other tests say of plans
  /// they say of each kind.
  @Test func everyKindOfRegionOccurs() throws {
    var counts: [String: Int] = [:]
    for seed in Self.seeds where seed % 8 == 0 {
      let graph = try loweredRandomGraph(seed: seed)
      for options in Self.allOptions + Self.fedOptions + Self.boughtOptions {
        let plan = try plan(graph, target: .generic, options: options)
        counts["second pass", default: 0] += plan.graph.order.count > graph.order.count ? 1 : 0
        for region in plan.schedule.regions {
          let grains = region.stages.compactMap(\.grain)
          counts["tiles", default: 0] += grains.isEmpty ? 0 : 1
          counts["bands", default: 0] += grains.contains { $0.rows > 1 } ? 1 : 0
          counts["again", default: 0] += grains.contains { $0.rowsAgain > 0 } ? 1 : 0
          counts["stripes", default: 0] += region.stripes == nil ? 0 : 1
          counts["inside", default: 0] += region.splitsInside ? 1 : 0
          let hasRowSums = region.splitsInside && plan.memory.elementBytes == 1
          counts["inside in bytes", default: 0] += hasRowSums ? 1 : 0
          counts["gathers", default: 0] += region.stages.contains(where: \.gathers) ? 1 : 0
          counts["slices", default: 0] += region.slices == nil ? 0 : 1
        }
      }
    }
    let kinds = [
      "second pass", "tiles", "bands", "again", "stripes", "inside", "inside in bytes", "gathers",
      "slices",
    ]
    for kind in kinds {
      #expect(counts[kind, default: 0] >= 3, "\(kind): \(counts)")
    }
  }

  /// A pixel that is its own gate is read as a whole for each of its elements: none may be written over.
  @Test(arguments: allOptions)
  func aPixelTimesItself(_ options: PlanOptions) throws {
    let text = """
      graph square {
        input %x : f32[1x1x11]
        %d = activation %x {function = relu} : f32[1x1x11]
        %e = channel_scale %d, %d : f32[1x1x11]
        %f = activation %e {function = relu} : f32[1x1x11]
        %y = multiply %f, %f : f32[1x1x11]
        output %y
      }
      """
    let graph = try parseGraph(Array(text.utf8), file: "square.mnir")
    let plan = try plan(graph, target: .generic, options: options)
    for order in Simulation.Order.allCases { #expect(Simulation.agrees(plan, order: order)) }
  }

  @Test func theSameGraphIsPlannedTheSame() throws {
    for seed in Self.seeds where seed % 10 == 0 {
      let graph = try loweredRandomGraph(seed: seed)
      for options in Self.allOptions {
        let first = try plan(graph, target: .generic, options: options)
        let second = try plan(graph, target: .generic, options: options)
        #expect(first.schedule == second.schedule)
        #expect(first.memory.arenaSize == second.memory.arenaSize)
        #expect(first.memory.buffers.map(\.offset) == second.memory.buffers.map(\.offset))
        #expect(first.memory.buffers.map(\.name) == second.memory.buffers.map(\.name))
      }
    }
  }

  @Test func leastMemoryIsNeverMoreThanOtherOptionsTake() throws {
    var isSmaller = 0
    for seed in Self.seeds {
      let graph = try loweredRandomGraph(seed: seed)
      func size(_ options: PlanOptions) throws -> Int {
        try plan(graph, target: .generic, options: options).memory.arenaSize
      }
      let ram = try size(PlanOptions(objective: .ram))
      let unsplit = try size(PlanOptions(ways: .atMost(1)))
      // Pixels everywhere leave fewer paths, of which one may be placed better than any that the
      // peaks of single regions recommend.
      for options in Self.allOptions where options.rings != .pixels {
        #expect(try ram <= size(options), "seed \(seed) \(options)")
      }
      for ways in [2, 3, 5] {
        #expect(try size(PlanOptions(ways: .atMost(ways))) <= unsplit, "seed \(seed)")
      }
      isSmaller += ram < unsplit ? 1 : 0
    }
    // Most of these graphs are too small for slices of 8 channels to matter.
    #expect(isSmaller > Self.seeds.count / 10)
  }

  @Test func outputsThatNeedACopyAreRefused() throws {
    var builder = GraphBuilder(name: "copy")
    let x = builder.input("x", Shape(2, 2, 4))
    let y = try builder.activate(x, "y", .relu)
    var graph = builder.graph
    graph.addOutput(y)
    graph.addOutput(y)
    #expect(throws: Rejection.self) {
      _ = try plan(graph, target: .generic, options: PlanOptions())
    }
    graph = builder.graph
    graph.addOutput(x)
    #expect(throws: Rejection.self) {
      _ = try plan(graph, target: .generic, options: PlanOptions())
    }
  }
}
