import IR
import Planning
import Targets
import TestSupport
import Testing

/// Depthwise convolutions along the columns: blocks of 64 channels in the order in which unpacking leaves them.
@Suite struct DepthwiseStreamTests {
  /// An expansion, the window that reads it, and what becomes of it.
  struct Case {
    var map: (Int, Int)
    var channels = 64
    var kernel = (3, 3)
    var stride = 2
    var before = 1
    var after = 1
    var dilation = Stride()

    func graph() throws -> Graph {
      try expandedWindow(
        over: map, channels: channels, kernel: kernel, stride: stride, dilation: dilation,
        before: before, after: after)
    }
  }

  static let cases = [
    Case(map: (9, 8)), Case(map: (4, 112)), Case(map: (6, 32), channels: 128),
    Case(map: (7, 7), channels: 192, before: 2, after: 2),
    // Blocks that overlap, by odd numbers and by as much as they may.
    Case(map: (6, 10), channels: 125, before: 0), Case(map: (4, 5), channels: 114),
    Case(map: (9, 14), channels: 184, before: 0), Case(map: (8, 6), channels: 171, after: 0),
    // Nothing outside of the image, and little inside of it.
    Case(map: (5, 9), channels: 120, before: 0, after: 0), Case(map: (1, 1)), Case(map: (3, 2)),
    Case(map: (2, 1), before: 2, after: 2), Case(map: (4, 4)),
    // Windows of two to four rows, of one to three columns, and those that do not overlap.
    Case(map: (6, 7), kernel: (2, 3)), Case(map: (9, 8), kernel: (4, 3)),
    Case(map: (5, 6), kernel: (3, 1), stride: 1, before: 0, after: 0),
    Case(map: (6, 9), kernel: (4, 2), stride: 1), Case(map: (5, 11), kernel: (3, 2)),
    Case(map: (10, 11), stride: 3),
    Case(map: (9, 16), kernel: (2, 2), before: 0, after: 0),
    // Rows that are apart.
    Case(map: (8, 9), kernel: (3, 2), stride: 1, dilation: Stride(height: 2, width: 1)),
  ]

  /// What would keep sums in memory, reads too much, has few channels or blocks with many in common.
  static let others = [
    Case(map: (5, 9), stride: 1), Case(map: (5, 11), kernel: (3, 5)),
    Case(map: (4, 9), channels: 56), Case(map: (4, 9), channels: 113),
    Case(map: (4, 9), channels: 144), Case(map: (9, 9), kernel: (5, 3)),
    Case(map: (5, 9), kernel: (1, 3), before: 0, after: 0),
    Case(map: (8, 9), kernel: (3, 2), stride: 1, dilation: Stride(height: 1, width: 2)),
    Case(map: (7, 9), stride: 4),
    Case(map: (7, 7), channels: 192, stride: 1, before: 2, after: 2),
    Case(map: (6, 10), channels: 125, stride: 1, before: 0), Case(map: (9, 8), kernel: (4, 4)),
    Case(map: (7, 15), kernel: (2, 7)),
  ]

  static let machines = [Machine.x86v4VNNI].filter(\.runs)

  private static func isStreamed(_ model: Model) -> Bool {
    model.text.contains("depthwise8_stream_")
  }

  /// A plan in which depthwise layers have all of their channels and rows.
  private static let layerByLayer = PlanOptions(ways: .atMost(1), rings: .none)

  /// A model of a case, with some numbers.
  private static func model(
    _ number: Int, of cases: [Case], _ options: PlanOptions = layerByLayer, seed: Int
  ) throws -> Model {
    var dice = Dice("stream \(number) \(seed)")
    let graph = try quantized(cases[number].graph(), &dice)
    return try Model(graph, name: "net\(number)", options, target: .x86v4VNNI)
  }

  /// A model of a case that is streamed; those whose weights have a zero point are not.
  private static func model(
    _ number: Int, of cases: [Case], _ options: PlanOptions = layerByLayer
  ) throws -> Model? {
    for seed in 0..<40 {
      let model = try model(number, of: cases, options, seed: seed)
      if isStreamed(model) { return model }
    }
    return nil
  }

  private static func check(_ models: [Model], _ machine: Machine) throws {
    for compiler in machine.compilers {
      let flags = ["-O1"] + (compiler.hasSanitizers ? Compiler.sanitizers : [])
      try expectOutputs(of: models, compiler: compiler, flags: flags)
    }
  }

  @Test(arguments: machines)
  func computeWhatTheReferenceSays(_ machine: Machine) throws {
    let models = try Self.cases.indices.compactMap { try Self.model($0, of: Self.cases) }
    try #require(models.count == Self.cases.count)
    for model in models { #expect(!model.text.contains("int32_t a0[")) }
    try Self.check(models, machine)
  }

  @Test func areNoneOfOthers() throws {
    for number in Self.others.indices {
      #expect(try Self.model(number, of: Self.others) == nil, "\(Self.others[number])")
    }
  }

  @Test(arguments: machines)
  func othersComputeItToo(_ machine: Machine) throws {
    let models = try Self.others.indices.map { try Self.model($0, of: Self.others, seed: 0) }
    try Self.check(models, machine)
  }

  /// In rings of few rows, by some of the channels at a time, and with rows shared between threads.
  @Test(arguments: machines, [1, 2])
  func computeTheSameInEveryPlan(_ machine: Machine, parts: Int) throws {
    let models = try Self.cases.indices.compactMap { number in
      try Self.model(
        number, of: Self.cases,
        PlanOptions(
          objective: number.isMultiple(of: 2) ? .ram : .latency, ways: .atMost(3), rings: .rows,
          parts: parts))
    }
    #expect(models.count >= Self.cases.count / 2)
    try Self.check(models, machine)
  }
}
