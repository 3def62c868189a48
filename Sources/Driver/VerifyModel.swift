import Basics
import Codegen
import Formats
import IR

/// How far one op of the generated code is from the reference.
public struct OpComparison: Sendable {
  public let name: String
  public let elements: Int
  /// The largest difference, relative to the largest magnitude of the op's result.
  public let worstError: Double
}

/// What a verification found.
public struct VerifyReport: Sendable {
  public let ops: [OpComparison]
  public let tolerance: Double
  /// The command the generated C was compiled with.
  public let compiler: String
  /// Whether address and undefined-behaviour sanitizers watched the run.
  public let isSanitized: Bool

  public var worst: OpComparison? { ops.max { $0.worstError < $1.worstError } }
}

/// Runs the generated code on the seeded input and compares every element of every op with the
/// reference.
///
/// The same schedule is emitted with a call after each row that writes the row to a file; the
/// program runs under sanitizers where the compiler has them, its arena filled with not-a-numbers.
public func verify(
  _ request: ModelRequest, _ options: CompileOptions, tolerance: Double = 1e-4,
  progress: (String) -> Void = { _ in }
) throws(Failure) -> VerifyReport {
  try facade { () throws(Rejection) in
    let model = try load(request)
    let prepared = try prepare(model.graph, options)
    guard let compiler = CCompiler() else {
      throw Rejection(
        .unsupported, "cc.missing", "verify needs a C compiler; set CC or install one as cc")
    }
    let inputs = model.graph.inputs.map { seededInput(model.graph.shape(of: $0)) }
    progress("evaluating the reference")
    let expected = evaluate(prepared.plan.graph, inputs: inputs)
    return try withTemporaryFolder { folder throws(Rejection) in
      let sanitizers = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-g"]
      let isSanitized = compiler.accepts(sanitizers, in: folder)
      let flags = ["-O1"] + (isSanitized ? sanitizers : [])
      let command = (compiler.command + flags).joined(separator: " ")
      progress("compiling with \(command)")
      let rows = try trace(prepared, inputs: inputs, compiler, flags: flags, in: folder)
      progress("comparing")
      let ops = try compare(rows, with: expected, prepared.plan.graph, tolerance: tolerance)
      return VerifyReport(
        ops: ops, tolerance: tolerance, compiler: command, isSanitized: isSanitized)
    }
  }
}

/// Runs the traced program; the bytes of all its rows.
private func trace(
  _ model: PreparedModel, inputs: [Tensor], _ compiler: CCompiler, flags: [String],
  in folder: String
) throws(Rejection) -> [UInt8] {
  var options = model.code
  options.isTraced = true
  let name = options.name
  let code = generateC(model.plan, target: model.target, options: options)
  try writeFile("\(folder)/\(name).c", code.source)
  try writeFile("\(folder)/\(name).h", code.header)
  try writeFile("\(folder)/main.c", Array(traceProgram(model.plan.graph, name).utf8))
  try writeFile(
    "\(folder)/input", inputs.flatMap { Elements.bytes($0.values.map { Float($0) }) })
  let program = "\(folder)/program"
  try compiler.build(["\(folder)/\(name).c", "\(folder)/main.c"], flags: flags, to: program)
  let result = try run(
    [program, "\(folder)/input", "\(folder)/rows"],
    environment: ["ASAN_OPTIONS": "detect_leaks=0", "UBSAN_OPTIONS": "print_stacktrace=1"])
  guard result.status == 0 else {
    throw Rejection(
      .verificationFailed, "verify.crashed",
      "the generated program ended with \(result.status):\n\(result.errors.prefix(4000))")
  }
  return try readFile("\(folder)/rows")
}

/// A program that runs a traced model once and writes each row: four 32-bit numbers (op, row, first
/// channel, channels), then the elements.
private func traceProgram(_ graph: Graph, _ name: String) -> String {
  let macro = name.uppercased()
  let widths = graph.order.map { "\(graph.shape(of: graph.nodes[$0].result).width)" }
  func arrays(_ word: String, _ values: [ValueID]) -> [String] {
    values.indices.map { index in
      let suffix = values.count == 1 ? "" : "\(index)"
      return "float \(word.lowercased())\(suffix)[\(macro)_\(word)\(suffix)_COUNT]"
    }
  }
  let inputs = arrays("INPUT", graph.inputs)
  let outputs = arrays("OUTPUT", graph.outputs)
  func names(_ arrays: [String]) -> [String] {
    arrays.map { String($0.dropFirst("float ".count).prefix { $0 != "[" }) }
  }
  let reads = names(inputs).map {
    "  if (fread(\($0), sizeof \($0), 1, file) != 1) return 1;"
  }
  let arguments = (names(inputs) + names(outputs) + ["arena"]).joined(separator: ", ")
  return """
    #define _POSIX_C_SOURCE 200809L
    #include <stdint.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include "\(name).h"

    static FILE *rows;
    static const size_t widths[] = {\(widths.joined(separator: ", "))};

    void \(name)_trace(size_t op, size_t y, size_t channel, size_t channels, size_t pitch,
                       const float *row);
    void \(name)_trace(size_t op, size_t y, size_t channel, size_t channels, size_t pitch,
                       const float *row) {
      const uint32_t head[4] = {(uint32_t)op, (uint32_t)y, (uint32_t)channel, (uint32_t)channels};
      fwrite(head, sizeof head, 1, rows);
      for (size_t x = 0; x < widths[op]; ++x) {
        fwrite(row + x * pitch, sizeof *row, channels, rows);
      }
    }

    \((inputs + outputs).map { "static \($0);" }.joined(separator: "\n"))

    int main(int argc, char **argv) {
      void *arena = NULL;
      FILE *file = fopen(argv[1], "rb");
      if (argc != 3 || !file) return 1;
    \(reads.joined(separator: "\n"))
      fclose(file);
      rows = fopen(argv[2], "wb");
      if (!rows || posix_memalign(&arena, 64, \(macro)_ARENA_SIZE)) return 2;
      memset(arena, 0xff, \(macro)_ARENA_SIZE);
      if (\(name)_run(\(arguments))) return 3;
      free(arena);
      return fclose(rows) ? 4 : 0;
    }

    """
}

/// Holds every traced element against the reference; each must come exactly once.
private func compare(
  _ rows: [UInt8], with expected: SideTable<Value, Tensor>, _ graph: Graph, tolerance: Double
) throws(Rejection) -> [OpComparison] {
  var seen = graph.order.map {
    [Bool](repeating: false, count: graph.shape(of: graph.nodes[$0].result).count)
  }
  var errors = graph.order.map { _ in 0.0 }
  var faults: [Diagnostic] = []
  var position = 0
  while position < rows.count {
    let head = (0..<4).map { field in
      Int(Elements.floats(rows[position + 4 * field..<position + 4 * field + 4])[0].bitPattern)
    }
    let (op, y, channel, channels) = (head[0], head[1], head[2], head[3])
    let node = graph.nodes[graph.order[op]]
    guard let reference = expected[node.result] else { preconditionFailure("not evaluated") }
    let shape = reference.shape
    let count = shape.width * channels
    let values = Elements.floats(rows[position + 16..<position + 16 + 4 * count])
    position += 16 + 4 * count
    for x in 0..<shape.width {
      for c in 0..<channels {
        let index = reference.index(y, x, channel + c)
        let error = abs(Double(values[x * channels + c]) - reference.values[index])
        errors[op] = error.isNaN ? .infinity : max(errors[op], error)
        if seen[op][index] {
          faults.append(
            Diagnostic(
              "verify.twice", at: node.origin,
              "%\(graph.values[node.result].name) makes element (\(y), \(x), \(channel + c)) twice")
          )
        }
        seen[op][index] = true
      }
    }
  }
  var comparisons: [OpComparison] = []
  for (op, id) in graph.order.enumerated() {
    let node = graph.nodes[id]
    let name = graph.name(of: id)
    let largest = max(expected[node.result]?.largestMagnitude ?? 0, Double.leastNormalMagnitude)
    let missing = seen[op].count { !$0 }
    let error = errors[op] / largest
    if missing > 0 {
      faults.append(
        Diagnostic("verify.missing", at: node.origin, "%\(name) never made \(missing) elements"))
    } else if error > tolerance {
      faults.append(
        Diagnostic(
          "verify.mismatch", at: node.origin,
          "%\(name) is off by \(error) of its largest magnitude, more than \(tolerance)"))
    }
    comparisons.append(OpComparison(name: name, elements: seen[op].count, worstError: error))
  }
  guard faults.isEmpty else {
    throw Rejection(.verificationFailed, Array(faults.prefix(20)))
  }
  return comparisons
}
