import Basics
import Codegen
import Formats
import IR
import Plan

/// One class and how likely it is.
public struct Prediction: Sendable {
  public let index: Int
  /// The name of the class, nil when the model has none.
  public let label: String?
  /// As the network says, or by the softmax of its outputs.
  public let probability: Double
}

/// What came of a model and an image.
public struct RunReport: Sendable {
  /// The most likely classes, best first.
  public let predictions: [Prediction]
  /// The command the generated C was compiled with; nil when the reference answered.
  public let compiler: String?
  public let compileSeconds: Double
  /// The median of a few calls.
  public let milliseconds: Double?
  public let arenaSize: Int
  public let weights: String
  public let notes: [String]
}

/// Classifies an image with the generated code, or with the reference where there is no compiler.
public func run(
  _ request: ModelRequest, _ options: CompileOptions, image: String,
  progress: (String) -> Void = { _ in }
) throws(Failure) -> RunReport {
  try facade { () throws(Rejection) in
    let model = try load(request)
    let prepared = try prepare(model, options)
    let pixels = try input(model.graph, from: image).map(Double.init)
    let graph = prepared.plan.graph
    let type = graph.type(of: graph.inputs[0])
    let input = type.quantization.map { $0.integers(pixels) } ?? pixels
    let arenaSize = prepared.plan.memory.arenaSize
    func report(
      _ scores: [Double], compiler: String? = nil, compileSeconds: Double = 0,
      milliseconds: Double? = nil
    ) -> RunReport {
      RunReport(
        predictions: best(5, of: scores, prepared.plan.graph, labels: model.labels),
        compiler: compiler,
        compileSeconds: compileSeconds, milliseconds: milliseconds, arenaSize: arenaSize,
        weights: model.weightsName, notes: (model.notes + prepared.notes).map(\.description))
    }

    guard let compiler = CCompiler() else {
      progress("no C compiler found; evaluating the reference")
      let shape = model.graph.shape(of: model.graph.inputs[0])
      let tensors = evaluate(
        prepared.plan.graph, inputs: [Tensor(shape: shape, values: input)])
      return report(tensors[prepared.plan.graph.outputs[0]]?.values ?? [])
    }
    let outcome = try execute(prepared, input: input, compiler, progress: progress)
    return report(
      outcome.output, compiler: outcome.command,
      compileSeconds: outcome.compileSeconds, milliseconds: outcome.milliseconds)
  }
}

/// What the generated program answered.
package struct Execution {
  package let output: [Double]
  let command: String
  let compileSeconds: Double
  let milliseconds: Double
}

/// Compiles the generated program and runs it on an input, whose channels lie side by side.
package func execute(
  _ model: PreparedModel, input: [Double], _ compiler: CCompiler,
  flags: [String] = ["-O3", "-march=native"], calls: Int = 9,
  progress: (String) -> Void = { _ in }
) throws(Rejection) -> Execution {
  try withTemporaryFolder { folder throws(Rejection) in
    let name = model.code.name
    try model.writeCode(to: folder)
    try writeFile("\(folder)/main.c", Array(mainProgram(model.plan, name).utf8))
    let arranged = InputHarness.arranged(input, input: 0, of: model.plan)
    try writeFile(
      "\(folder)/input", PortElement(input: 0, of: model.plan.graph).bytes(arranged))
    let threads = RunHarness(model.plan, name)
    // Not every compiler knows the machine it runs on.
    let flags = (compiler.accepts(flags, in: folder) ? flags : ["-O3"]) + threads.flags
    let command = (compiler.command + flags).joined(separator: " ")
    progress("compiling with \(command)")
    let clock = ContinuousClock()
    let start = clock.now
    try compiler.build(
      ["\(folder)/\(name).c", "\(folder)/main.c"], flags: flags, to: "\(folder)/program")
    let elapsed = clock.now - start
    let result = try run(["\(folder)/program", "\(folder)/input", "\(folder)/output", "\(calls)"])
    guard result.status == 0, let milliseconds = Double(result.output.trimming) else {
      throw Rejection(
        .verificationFailed, "run.failed",
        "the generated program ended with \(result.status): \(result.errors)")
    }
    return Execution(
      output: PortElement(output: 0, of: model.plan.graph).values(
        try readFile("\(folder)/output")[...]), command: command,
      compileSeconds: elapsed.seconds, milliseconds: milliseconds)
  }
}

/// The same with an input of floats.
package func execute(
  _ model: PreparedModel, input: [Float], _ compiler: CCompiler, flags: [String], calls: Int
) throws(Rejection) -> Execution {
  try execute(model, input: input.map(Double.init), compiler, flags: flags, calls: calls)
}

/// A program that reads the input of a model, calls it a number of times, writes the output and
/// prints the median time in milliseconds.
private func mainProgram(_ plan: Plan, _ name: String) -> String {
  let macro = name.uppercased()
  let harness = InputHarness(plan, name)
  let threads = RunHarness(plan, name)
  return """
    #define _POSIX_C_SOURCE 200809L
    #include <stdint.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <time.h>
    #include "\(name).h"
    \(threads.include)
    \(harness.definitions)
    static \(PortElement(output: 0, of: plan.graph).word) output[\(macro)_OUTPUT_COUNT];
    static double times[1000];
    \(threads.definition)
    static int compare(const void *a, const void *b) {
      const double x = *(const double *)a, y = *(const double *)b;
      return (x > y) - (x < y);
    }

    int main(int argc, char **argv) {
      unsigned char *arena = NULL;
      const int calls = argc > 3 ? atoi(argv[3]) : 1;
      FILE *file = fopen(argv[1], "rb");
      if (!file) return 1;
      \(harness.reading)
      fclose(file);
      if (posix_memalign((void **)&arena, 64, \(macro)_ARENA_SIZE)) return 2;
      \(threads.start)for (int call = 0; call < calls; ++call) {
        struct timespec start, end;
        /* Whatever is read without having been written shows: all ones is not a number. */
        if (call == 0) memset(arena, 0xff, \(macro)_ARENA_SIZE);
        \(harness.placing)
        clock_gettime(CLOCK_MONOTONIC, &start);
        if (\(threads.call)\(harness.arguments)output, arena)) return 3;
        clock_gettime(CLOCK_MONOTONIC, &end);
        times[call] = (double)(end.tv_sec - start.tv_sec) * 1e3
          + (double)(end.tv_nsec - start.tv_nsec) * 1e-6;
      }
      qsort(times, (size_t)calls, sizeof *times, compare);
      file = fopen(argv[2], "wb");
      if (!file || fwrite(output, sizeof output, 1, file) != 1 || fclose(file)) return 4;
      printf("%.4f\\n", times[calls / 2]);
      free(arena);
      return 0;
    }

    """
}

/// The most likely classes: by the softmax of the output, unless the network ends in one.
private func best(
  _ count: Int, of elements: [Double], _ graph: Graph, labels: [String]
) -> [Prediction] {
  let output = graph.outputs[0]
  let quantization = graph.type(of: output).quantization
  let scores = elements.map { quantization?.real($0) ?? $0 }
  var probabilities = scores
  var last = graph.values[output].producer
  if let node = last, case .dequantize = graph.nodes[node].op {
    last = graph.values[graph.nodes[node].operands[0]].producer
  }
  if last.map({ graph.nodes[$0].op.mnemonic }) != Softmax.mnemonic {
    let largest = scores.max() ?? 0
    let exponentials = scores.map { exponential($0 - largest) }
    let sum = exponentials.reduce(0, +)
    probabilities = exponentials.map { $0 / sum }
  }
  return scores.indices.sorted { (scores[$0], $1) > (scores[$1], $0) }.prefix(count).map { index in
    Prediction(
      index: index, label: labels.indices.contains(index) ? labels[index] : nil,
      probability: probabilities[index])
  }
}
