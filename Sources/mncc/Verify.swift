import ArgumentParser
import Basics
import Driver
import Foundation

struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compare the generated code with the reference, element by element.",
    discussion: """
      Runs the same schedule under address and undefined-behaviour sanitizers, with every row of
      every op compared. Exits with 5 if anything differs.

        mncc verify Graphs/v3-small.json
      """)

  @OptionGroup var model: ModelArguments
  @OptionGroup var plan: CompileArguments

  @Option(help: "The largest difference, relative to the largest magnitude of an op's result.")
  var tolerance = 1e-4

  @Flag(help: "Show every op, not only the worst.")
  var verbose = false

  func run() throws {
    let report = try verify(
      try model.request(), try plan.options(), tolerance: tolerance, progress: Terminal.progress)
    if verbose {
      for op in report.ops {
        print(String(format: "%10.2e  %@", op.worstError, op.name))
      }
    }
    let elements = grouped(report.ops.reduce(0) { $0 + $1.elements })
    let watched =
      report.isSanitized
      ? "ASan and UBSan clean" : "without sanitizers: \(report.compiler) has none"
    print("\(report.ops.count) ops, \(elements) elements equal the reference; \(watched)")
    if let worst = report.worst {
      print(
        String(
          format: "largest difference %.2e of the op's largest magnitude, at %@", worst.worstError,
          worst.name))
    }
  }
}
