import IR
import Planning
import Targets
import TestSupport
import Testing

/// What loops of kernels look like in C where compilers make much of it.
@Suite struct LoopFormTests {
  /// GCC reads what goes into vectors of two lengths into another register first.
  @Test(arguments: [Target.x86v4, .x86v4VNNI])
  func aFactorIsReadOnceForVectorsOfTwoLengths(_ target: Target) throws {
    let code = try pointwise(inputs: 64, outputs: 24, target)
    #expect(code.contains("i32x8_low_half(x0_16)"))
    #expect(!code.contains("i32x8_splat(quad_at") && !code.contains("i32x8_pair_splat"))
    #expect(try !pointwise(inputs: 64, outputs: 8, target).contains("low_half"))
  }

  /// Two rounds may be one where they are an even number, of fours.
  @Test(arguments: [(64, true), (60, false), (4, false), (72, true)])
  func twoRoundsOfProductsMayBeOne(inputs: Int, isPaired: Bool) throws {
    let code = try pointwise(inputs: inputs, outputs: 32, .x86v4VNNI)
    #expect(code.contains("MNCC_PAIRED\n") == isPaired)
    #expect(try !pointwise(inputs: inputs, outputs: 32, .x86v4).contains("MNCC_PAIRED"))
  }

  /// Clang makes no vectors of sums that are where an operand was.
  @Test(arguments: [(Target.x86v3, "f32x8"), (.x86v4, "f32x16"), (.aarch64, "f32x4")])
  func sumsAreVectors(_ target: Target, _ vector: String) throws {
    let graph = try loweredGraph("v2", resolution: 96)
    let code = try Model(graph, name: "v2", PlanOptions(), target: target, weights: .pointer).text
    #expect(code.contains("\(vector)_add(\(vector)_load(left + i), \(vector)_load(right + i))"))
    #expect(!code.contains("left[i]"))
  }

  private func pointwise(inputs: Int, outputs: Int, _ target: Target) throws -> String {
    var builder = GraphBuilder(name: "pointwise")
    let x = builder.input("x", Shape(2, 9, inputs))
    builder.graph.addOutput(try builder.conv(x, "y", outputs: outputs, .relu6))
    var dice = Dice("pointwise")
    return try Model(quantized(builder.graph, &dice), name: "pointwise", target: target).text
  }
}
