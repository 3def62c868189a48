import IR
import Plan
import Planning
import Targets
import TestSupport
import Testing

/// The whole way from random graphs to the outputs of compiled C.
@Suite struct RandomNetworkTests {
  static let perProgram = 10
  static let programs = 0..<(isLongRun ? 200 : 13)

  /// Every kind of plan, with every way to feed it.
  static let options = [
    PlanOptions(), PlanOptions(objective: .ram), PlanOptions(objective: .ram),
    PlanOptions(ways: .atMost(2)), PlanOptions(ways: .atMost(3)),
    PlanOptions(ways: .atMost(5)), PlanOptions(objective: .ram, input: .rows),
    PlanOptions(objective: .ram, input: .arena), PlanOptions(input: .rows),
    PlanOptions(objective: .ram, rings: .none), PlanOptions(ways: .atMost(3), rings: .rows),
    PlanOptions(objective: .ram, rings: .rows), PlanOptions(objective: .ram, rings: .pixels),
    PlanOptions(objective: .ram, rings: .pixels, input: .rows),
    PlanOptions(objective: .ram, recompute: 4), PlanOptions(objective: .ram, recompute: 1.3),
    PlanOptions(objective: .ram, recompute: 16),
    PlanOptions(objective: .ram, rings: .pixels, input: .rows, recompute: 16),
    PlanOptions(objective: .ram, rings: .pixels, recompute: 16, stripes: 2),
    PlanOptions(objective: .ram, input: .arena, recompute: 16, stripes: 4),
    PlanOptions(ways: .atMost(2), recompute: 16, split: .inner),
    PlanOptions(ways: .atMost(3), recompute: 16, split: .inner),
    PlanOptions(inputLayout: .nchw), PlanOptions(input: .rows, inputLayout: .nchw),
    PlanOptions(ways: .atMost(3), input: .arena, inputLayout: .nchw),
    PlanOptions(objective: .ram, rings: .pixels, inputLayout: .nchw),
    PlanOptions(objective: .ram, rings: .pixels, input: .rows, inputLayout: .nchw),
  ]

  @Test(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence), arguments: programs)
  func computeWhatTheReferenceSays(program: Int) throws {
    var dice = Dice("options of program \(program)")
    let seeds = program * Self.perProgram..<(program + 1) * Self.perProgram
    let models = try seeds.map { seed in
      try Model(
        loweredRandomGraph(seed: seed), original: randomGraph(seed: seed), name: "net\(seed)",
        dice.pick(Self.options))
    }
    // Without optimisation most are compiled in a third of the time.
    let isThorough = isLongRun || program == 0
    try expectOutputs(
      of: models,
      flags: isThorough ? ["-O1"] + Compiler.sanitizers : ["-O0"] + Compiler.quickSanitizers)
  }

  /// The only output of this network is a 200th of the terms that it adds up.
  @Test(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence))
  func anOutputWhoseTermsCancelIsHeldToThese() throws {
    let model = try Model(
      loweredRandomGraph(seed: 803), original: randomGraph(seed: 803), name: "net803")
    let output = model.expected[model.expected.count - 1]
    #expect(output.tensor.values.count == 1)
    #expect(output.scale > 10 * output.tensor.largestMagnitude)
    try expectOutputs(of: [model], flags: ["-O0"] + Compiler.quickSanitizers)
  }

  /// Plans that no planner makes but that are sound: the slices of a split region lie at their
  /// channels of whole values instead of in buffers of their own.
  @Test(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence))
  func slicesMayLieInWholeValues() throws {
    var models: [Model] = []
    for graph in try [Networks.tinyV2(), Networks.tinyV3()] {
      var plan = try plan(graph, target: .generic, options: PlanOptions(ways: .atMost(3)))
      for value in graph.values.handles {
        guard case .slice(let buffer)? = plan.memory.placements[value] else { continue }
        plan.memory.placements[value] = .arena(buffer: plan.memory.buffers.count)
        var whole = plan.memory.buffers[buffer]
        whole.offset = plan.memory.arenaSize
        whole.byteCount = graph.shape(of: value).count * ElementType.f32.byteCount
        plan.memory.buffers.append(whole)
        plan.memory.arenaSize += (whole.byteCount + 15) / 16 * 16
        models.append(try Model(plan, name: "net\(models.count)"))
      }
    }
    try #require(models.count >= 3)
    try expectOutputs(of: models)
  }

  /// Nor any in which the rows of overlapping bands have lanes of different lengths.
  @Test(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence))
  func lanesOfOverlappingBandsMayDiffer() throws {
    var models: [Model] = []
    for stride in 1...2 {
      var plan = try plan(
        Networks.narrow(stride: stride), target: .generic,
        options: PlanOptions(objective: .ram, recompute: 4))
      models.append(try Model(plan, name: "net\(models.count)"))
      for value in plan.graph.values.handles {
        guard case .ring(let buffer, var ring, false)? = plan.memory.placements[value],
          ring.rowsAgain > 0
        else { continue }
        ring.lanes[1] += 2
        plan.memory.placements[value] = .ring(
          buffer: plan.memory.buffers.count, ring, isSliced: false)
        var longer = plan.memory.buffers[buffer]
        longer.offset = plan.memory.arenaSize
        longer.byteCount = ring.pixels * plan.graph.shape(of: value).channels * 4
        plan.memory.buffers.append(longer)
        plan.memory.arenaSize += (longer.byteCount + 15) / 16 * 16
        models.append(try Model(plan, name: "net\(models.count)"))
      }
    }
    try #require(models.count >= 4)
    try expectOutputs(of: models)
  }

  @Test(.enabled(if: Compiler.clang.exists, Compiler.clang.absence))
  func clangAgreesAtHighestOptimisation() throws {
    let models = try (0..<8).map { seed in
      try Model(
        loweredRandomGraph(seed: seed), original: randomGraph(seed: seed), name: "net\(seed)",
        PlanOptions(objective: .ram))
    }
    try expectOutputs(of: models, compiler: .clang, flags: ["-O3"])
  }

  @Test(.enabled(if: Machine.x86v3.runs, Machine.x86v3.absence))
  func x86v3ComputesWhatTheReferenceSays() throws { try expectReference(.x86v3) }

  @Test(.enabled(if: Machine.x86v4.runs, Machine.x86v4.absence))
  func x86v4ComputesWhatTheReferenceSays() throws { try expectReference(.x86v4) }

  @Test(.enabled(if: Machine.aarch64.runs, Machine.aarch64.absence))
  func aarch64ComputesWhatTheReferenceSays() throws { try expectReference(.aarch64) }

  @Test(.enabled(if: Machine.wasm.runs, Machine.wasm.absence))
  func wasmComputesWhatTheReferenceSays() throws { try expectReference(.wasm) }

  /// One program for each compiler, its random networks its own; in all of them planar images.
  private func expectReference(_ machine: Machine) throws {
    for (index, compiler) in machine.compilers.enumerated() {
      var dice = Dice("options of \(machine.target.name) \(index)")
      let count = Self.perProgram * (isLongRun ? 20 : 1)
      let models = try (index * count..<(index + 1) * count).map { seed in
        try Model(
          loweredRandomGraph(seed: seed), original: randomGraph(seed: seed), name: "net\(seed)",
          dice.pick(Self.options), target: machine.target)
      }
      let planar = try [PlanOptions.Rings.rows, .pixels].map { rings in
        try Model(
          Networks.wideImage(), name: "planar_\(rings)",
          PlanOptions(objective: .ram, rings: rings, inputLayout: .nchw), target: machine.target)
      }
      let flags = compiler.hasSanitizers ? Compiler.quicklyWatched : ["-O1"]
      try expectOutputs(of: models + planar, compiler: compiler, flags: flags)
    }
  }
}
