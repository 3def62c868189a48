import IR
import Kernels
import Planning
import Targets
import TestSupport
import Testing

@testable import Codegen

/// Networks with floats between integers, from the graph to the outputs of compiled C.
@Suite struct RandomMixedNetworkTests {
  static let programs = 0..<(isLongRun ? 100 : 3)

  static func models(
    _ seeds: Range<Int>, _ dice: inout Dice, target: Target = .generic
  ) throws -> [Model] {
    try seeds.map { seed in
      var choices = Dice("mixed \(seed)")
      let graph = try quantized(loweredRandomGraph(seed: seed), &choices, isMixed: true)
      return try Model(
        graph, name: "net\(seed)", dice.pick(RandomNetworkTests.options), target: target)
    }
  }

  @Test(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence), arguments: programs)
  func computeWhatTheReferenceSays(program: Int) throws {
    var dice = Dice("options of mixed program \(program)")
    let models = try Self.models(program * 10..<(program + 1) * 10, &dice)
    let isThorough = isLongRun || program == 0
    try expectOutputs(
      of: models,
      flags: isThorough ? ["-O1"] + Compiler.sanitizers : ["-O0"] + Compiler.quickSanitizers)
  }

  /// Compilers that take floats and integers for apart, at their most eager.
  @Test(arguments: [Compiler.gcc, .clang].filter(\.exists))
  func mostOptimisedProgramsComputeTheSame(_ compiler: Compiler) throws {
    var dice = Dice("options of optimised mixed programs")
    let models = try Self.models(40..<(isLongRun ? 240 : 46), &dice)
    try expectOutputs(
      of: models, compiler: compiler, flags: ["-O3"])
  }

  @Test(arguments: Machine.ofIntegers)
  func otherTargetsComputeTheSame(_ machine: Machine) throws {
    for (index, compiler) in machine.compilers.enumerated() {
      var dice = Dice("options of mixed programs on \(machine.target.name) \(index)")
      let count = isLongRun ? 200 : 6
      let models = try Self.models(
        index * count..<(index + 1) * count, &dice, target: machine.target)
      let flags = compiler.hasSanitizers ? Compiler.quicklyWatched : ["-O1"]
      try expectOutputs(of: models, compiler: compiler, flags: flags)
    }
  }

  /// Compilers may take floats and integers of 32 bits in one memory for apart: no kernel may see both.
  @Test func noKernelWritesFloatsBesideSums() throws {
    var dice = Dice("options of mixed kernels")
    for model in try Self.models(0..<20, &dice) {
      for kernel in RegionCode(model.plan, target: .generic, trace: nil).kernels {
        let elements = kernel.parameters.filter { !["weights", "factors"].contains($0.name) }
          .flatMap { Self.scalars($0.type) }
        #expect(!(elements.contains(.float) && elements.contains(.int32)), "\(kernel.name)")
      }
    }
  }

  /// What a parameter leads to.
  private static func scalars(_ type: ValueType) -> [Scalar] {
    switch type {
    case .pointer(let scalar), .place(let scalar), .pointers(let scalar), .places(let scalar):
      [scalar]
    case .index, .scalar, .vector, .integerVector, .rowCallback, .context, .record: []
    }
  }

  /// The same network by every kind of plan.
  @Test(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence), arguments: [3, 8])
  func everyPlanComputesTheSame(seed: Int) throws {
    var models: [Model] = []
    for (index, options) in RandomNetworkTests.options.enumerated() {
      guard isLongRun || (index + seed).isMultiple(of: 3) else { continue }
      var choices = Dice("mixed \(seed)")
      let graph = try quantized(loweredRandomGraph(seed: seed), &choices, isMixed: true)
      models.append(try Model(graph, name: "plan\(index)", options))
    }
    try expectOutputs(
      of: models, flags: ["-O0"] + Compiler.quickSanitizers)
  }
}
