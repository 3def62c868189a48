import Basics
import Codegen
import Formats
import IR

/// How far a result of the generated code is from the reference.
public struct Comparison: Sendable {
  public let name: String
  public let elements: Int
  /// The largest difference, relative to the largest magnitude of the result.
  public let worstError: Double
}

/// What a verification found.
public struct VerifyReport: Sendable {
  /// Each op against the reference on the operands that the generated code had.
  public let ops: [Comparison]
  /// Each output against the reference of the whole network, errors of all ops added up.
  public let outputs: [Comparison]
  /// The command the generated C was compiled with.
  public let compiler: String
  /// Whether address and undefined-behaviour sanitizers watched the run.
  public let isSanitized: Bool

  public var worst: Comparison? { ops.max { $0.worstError < $1.worstError } }
}

/// How much of a result's largest magnitude the generated code may be off.
public struct Tolerance: Sendable {
  /// For one op by itself: the rounding of its own sums.
  public var op = 1e-5
  /// For an output of the network: what all ops add up to.
  public var output = 1e-4

  public init() {}
}

/// Runs the generated code on the seeded input and compares every element of every op with the
/// reference.
///
/// An op is held against the reference on the operands it really had, so that the rounding of a deep
/// network does not hide a fault; the outputs are held against the reference from end to end, which takes
/// over the integers that floats became: a float may fall to either side of a half. The same schedule is emitted with a call after each row that writes the row to a file; the
/// program runs under sanitizers where the compiler has them, its arena filled with not-a-numbers.
public func verify(
  _ request: ModelRequest, _ options: CompileOptions, tolerance: Tolerance = Tolerance(),
  progress: (String) -> Void = { _ in }
) throws(Failure) -> VerifyReport {
  try facade { () throws(Rejection) in
    let model = try load(request)
    let prepared = try prepare(model, options)
    guard let compiler = CCompiler() else {
      throw Rejection(
        .unsupported, "cc.missing", "verify needs a C compiler; set CC or install one as cc")
    }
    let graph = prepared.plan.graph
    let inputs = graph.inputs.indices.map { graph.seededInput($0) }
    return try withTemporaryFolder { folder throws(Rejection) in
      let sanitizers = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-g1"]
      let isSanitized = compiler.accepts(sanitizers, in: folder)
      let flags = ["-O1"] + (isSanitized ? sanitizers : [])
      let command = (compiler.command + flags).joined(separator: " ")
      progress("compiling with \(command)")
      let code = try TracedCode(prepared, compiler, flags: flags, in: folder)
      let traced = try code.values(of: inputs)
      progress("evaluating the reference")
      let expected = evaluate(graph, inputs: inputs, given: graph.quantized(traced))
      progress("comparing")
      let found = compare(traced, with: expected, prepared.plan.graph)
      let faults =
        mismatches(found.ops, tolerance.op) + mismatches(found.outputs, tolerance.output)
      guard faults.isEmpty else { throw Rejection(.verificationFailed, faults) }
      return VerifyReport(
        ops: found.ops, outputs: found.outputs, compiler: command, isSanitized: isSanitized)
    }
  }
}

extension Graph {
  /// Those of some results that are integers made of floats.
  fileprivate func quantized(_ results: SideTable<Value, Tensor>) -> SideTable<Value, Tensor> {
    order.reduce(into: SideTable()) { integers, id in
      if case .quantize = nodes[id].op { integers[nodes[id].result] = results[nodes[id].result] }
    }
  }
}
