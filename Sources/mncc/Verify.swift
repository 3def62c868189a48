import ArgumentParser
import Basics
import Driver
import Foundation

struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compare the generated code with the reference, element by element.",
    discussion: """
      Runs the same schedule under address and undefined-behaviour sanitizers, with every row of
      every op compared. Exits with 5 if anything differs by more than the tolerance.

        mncc verify Graphs/v3-small.json
      """)

  @OptionGroup var model: ModelArguments
  @OptionGroup var plan: CompileArguments

  @Option(help: "How far an op may be off, relative to the largest magnitude of its result.")
  var tolerance = Tolerance().op

  @Option(help: "How far an output of the network may be off, errors of all ops added up.")
  var outputTolerance = Tolerance().output

  @Flag(help: "Show every op, not only the worst.")
  var verbose = false

  func run() throws {
    var tolerance = Tolerance()
    tolerance.op = self.tolerance
    tolerance.output = outputTolerance
    let report = try verify(
      try model.request(), try plan.options(), tolerance: tolerance, progress: Terminal.progress)
    if verbose {
      for op in report.ops + report.outputs {
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
          format: "largest difference of an op %.2e of its largest magnitude, at %@",
          worst.worstError, worst.name))
    }
    for output in report.outputs {
      print(String(format: "%@: %.2e from end to end", output.name, output.worstError))
    }
  }
}
