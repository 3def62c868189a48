import IR
import Plan

/// The parts that programs for timing networks have in common.
struct TimingParts {
  let harness: InputHarness
  /// The arrays of the outputs, and their places among the arguments, each followed by a comma.
  let outputs, outputArguments: String

  init(_ plan: Plan, _ name: String) {
    harness = InputHarness(plan, name)
    let suffixes = plan.graph.outputs.indices.map { plan.graph.outputs.count == 1 ? "" : "\($0)" }
    outputs = suffixes.enumerated().map {
      let word = PortElement(output: $0, of: plan.graph).word
      return "static \(word) output\($1)[\(name.uppercased())_OUTPUT\($1)_COUNT];"
    }.joined(separator: "\n")
    outputArguments = suffixes.map { "output\($0), " }.joined()
  }

  static let includes = """
    #define _POSIX_C_SOURCE 200809L
    #include <stdint.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <time.h>
    """

  /// The nanoseconds between two times.
  static let between = """
    static double between(struct timespec start, struct timespec end) {
      return (double)(end.tv_sec - start.tv_sec) * 1e9 + (double)(end.tv_nsec - start.tv_nsec);
    }
    """
}
