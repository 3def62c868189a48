import IR
import Kernels
import Planning
import Targets
import TestSupport
import Testing

/// Rings whose rows lie among each other: what is read of them is what was written, and nothing else is in them.
@Suite struct InterleavedRingsTests {
  /// An expansion, the window that reads it, and what becomes of it.
  struct Case {
    var map: (Int, Int)
    var channels: Int
    var kernel = (3, 3)
    var stride = 1
    var before = 1
    var after = 1

    func graph() throws -> Graph {
      try expandedWindow(
        over: map, channels: channels, kernel: kernel, stride: stride, before: before, after: after)
    }
  }

  /// Channels of all kinds of blocks, maps of one tile and of several, rows outside of the image above, below,
  /// at both ends and nowhere.
  static let cases = [
    Case(map: (7, 9), channels: 24), Case(map: (9, 8), channels: 16, stride: 2),
    Case(map: (9, 3), channels: 8), Case(map: (6, 5), channels: 40, before: 2, after: 2),
    Case(map: (12, 31), channels: 72, stride: 2, before: 2, after: 0),
    Case(map: (11, 29), channels: 136, before: 0, after: 0),
    Case(map: (10, 40), channels: 136, stride: 2, before: 0, after: 1),
    Case(map: (13, 17), channels: 88, stride: 3, before: 1, after: 2),
    Case(map: (9, 11), channels: 24, kernel: (5, 5), before: 2, after: 2),
    Case(map: (15, 30), channels: 72, kernel: (5, 5), stride: 2, before: 2, after: 2),
    Case(map: (12, 9), channels: 16, kernel: (5, 5), stride: 2, before: 1, after: 2),
    Case(map: (8, 6), channels: 40, kernel: (5, 5), before: 4, after: 4),
    Case(map: (11, 29), channels: 120, kernel: (5, 5), before: 0, after: 0),
    Case(map: (17, 20), channels: 8, kernel: (5, 3), stride: 3, before: 2, after: 1),
    Case(map: (10, 12), channels: 136, kernel: (5, 7), before: 2, after: 3),
  ]

  static let machines = [Machine.x86v4VNNI].filter(\.runs)

  private static func rings(_ model: Model) -> Int {
    model.graph.values.handles.count { model.plan.interleavedRing(of: $0, .x86v4VNNI) != nil }
  }

  /// A model of a case that has such a ring; those whose weights have a zero point have none.
  private static func model(_ number: Int, _ options: PlanOptions) throws -> Model? {
    for seed in 0..<40 {
      var dice = Dice("interleaved \(number) \(seed)")
      let graph = try quantized(cases[number].graph(), &dice)
      let model = try Model(graph, name: "net\(number)", options, target: .x86v4VNNI)
      if rings(model) > 0 { return model }
    }
    return nil
  }

  @Test(arguments: machines, [1, 2])
  func holdWhatWasWritten(_ machine: Machine, parts: Int) throws {
    let models = try Self.cases.indices.compactMap { number in
      try [PlanOptions.Objective.latency, .ram].lazy.compactMap {
        try Self.model(
          number, PlanOptions(objective: $0, ways: .atMost(1), rings: .rows, parts: parts))
      }.first
    }
    #expect(models.count >= (parts == 1 ? Self.cases.count : 1))
    for compiler in machine.compilers {
      let flags = ["-O1"] + (compiler.hasSanitizers ? Compiler.sanitizers : [])
      try expectOutputs(of: models, compiler: compiler, flags: flags)
    }
  }

  /// Where others share bytes with rings or follow each other in place.
  @Test(arguments: machines)
  func computeWhatTheReferenceSays(_ machine: Machine) throws {
    let options = PlanOptions(objective: .ram, ways: .atMost(1), rings: .rows)
    var models: [Model] = []
    for seed in 0..<(isLongRun ? 4000 : 400) where models.count < (isLongRun ? 80 : 8) {
      let model = try RandomIntegerNetworkTests.model(
        seed: seed, options, target: machine.target)
      if Self.rings(model) > 0 { models.append(model) }
    }
    #expect(models.count >= 8)
    try expectOutputs(of: models, flags: Compiler.quicklyWatched)
  }
}
