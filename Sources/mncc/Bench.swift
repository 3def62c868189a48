import ArgumentParser
import Basics
import Driver

struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time the generated code on this machine.",
    discussion: """
      Compiles the model with $CC (cc unless set) at -O3, runs it on one thread, and holds its speed
      against the multiply-adds that this machine can do.

        mncc bench Graphs/v2.json
        mncc bench Graphs/v2.json --target host --layers
        mncc bench Graphs/v3-large.json --optimize ram --cc clang --json | jq .speed.gflops
      """)

  @OptionGroup var model: ModelArguments
  @OptionGroup var plan: CompileArguments

  @Option(help: "How many runs to time.")
  var runs = BenchOptions().runs

  @Flag(help: "Time each region of the schedule, too.")
  var layers = false

  @Option(
    help: ArgumentHelp("The C compiler, with its own options if need be.", valueName: "command"))
  var cc: String?

  @Flag(help: "Print the report as JSON.")
  var json = false

  func run() throws {
    var options = BenchOptions()
    options.runs = runs
    options.timesRegions = layers
    options.compiler = cc
    let report = try bench(
      try model.request(), try plan.options(), options, progress: Terminal.progress)
    Terminal.notes(report.notes)
    print(json ? try encoded(report) : text(report))
  }
}

/// The report for people.
private func text(_ report: BenchReport) -> String {
  let speed = report.speed
  let times = speed.milliseconds
  let rate =
    speed.multiplyAdds == 0
    ? "no multiply-adds"
    : "\(grouped(speed.multiplyAdds)) multiply-adds, \(decimal(speed.gflops, 1)) \(report.unit),"
      + " \(percent(speed.shareOfPeak)) of this machine's peak of"
      + " \(decimal(report.peakGflops, 1))"
  let regions = report.regions.map { table($0, of: times.median, unit: report.unit) } ?? ""
  let threads = report.threads > 1 ? " on \(report.threads) threads" : ""
  return regions + """
    \(report.model), \(report.weights), target \(report.target), \
    arena \(grouped(report.arenaSize)) bytes
    \(decimal(times.median, 3)) ms, the median of \(report.runs) runs\(threads); quartiles \
    \(decimal(times.lowerQuartile, 3)) and \(decimal(times.upperQuartile, 3)), \
    least \(decimal(times.least, 3))
    \(rate)
    compiled with \(report.compiler) in \(decimal(report.compileSeconds, 1)) s
    """
}

/// A line for each region, and which one to look at first.
private func table(
  _ regions: [BenchReport.Region], of total: Double, unit: String
) -> String {
  var table = Table(
    [
      "region", "ms", "quartiles", "of all", "multiply-adds", unit, "of peak", "above peak",
      "ops",
    ], rightAligned: [0, 1, 2, 3, 4, 5, 6, 7])
  for (index, region) in regions.enumerated() {
    let speed = region.speed
    let times = speed.milliseconds
    let isDense = speed.multiplyAdds > 0
    table.add([
      "\(index)", decimal(times.median, 4),
      "\(decimal(times.lowerQuartile, 4))-\(decimal(times.upperQuartile, 4))",
      percent(total > 0 ? times.median / total : 0),
      isDense ? grouped(speed.multiplyAdds) : "", isDense ? decimal(speed.gflops, 1) : "",
      isDense ? percent(speed.shareOfPeak) : "", decimal(speed.millisecondsAbovePeak, 4),
      region.ops.joined(separator: ", "),
    ])
  }
  let worst = regions.indices.max {
    regions[$0].speed.millisecondsAbovePeak < regions[$1].speed.millisecondsAbovePeak
  }
  let verdict = worst.map {
    "region \($0) loses most: \(decimal(regions[$0].speed.millisecondsAbovePeak, 4)) ms above the"
      + " time of its multiply-adds at the peak\n\n"
  }
  return table.text + (verdict ?? "")
}

extension BenchReport {
  fileprivate var unit: String { isOfIntegers ? "GOP/s" : "GFLOP/s" }
}
