import ArgumentParser
import Driver

struct Tune: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure which register tiles are the fastest on this machine.",
    discussion: """
      Times the kernels of the model, each with the few tiles that the model of costs likes best, then
      the whole network with the fastest of them, and keeps those that gain for --tuned.

        mncc tune Graphs/v2.json --target host
        mncc compile Graphs/v2.json --target host --tuned -o model.c
      """)

  @OptionGroup var model: ModelArguments
  @OptionGroup var plan: CompileArguments

  @Option(help: "How many tiles of each kernel to time.")
  var candidates = TuneOptions().candidates

  @Option(help: "How many times to time each of them.")
  var rounds = TuneOptions().rounds

  @Option(
    help: ArgumentHelp("The C compiler, with its own options if need be.", valueName: "command"))
  var cc: String?

  @Flag(help: "Print the report as JSON.")
  var json = false

  mutating func validate() throws {
    guard !plan.tuned else {
      throw ValidationError("found --tuned, which is for what mncc tune has found")
    }
  }

  func run() throws {
    var options = TuneOptions()
    options.candidates = candidates
    options.rounds = rounds
    options.compiler = cc
    options.cache = plan.cache
    let report = try tune(
      try model.request(), try plan.options(), options, progress: Terminal.progress)
    Terminal.notes(report.notes)
    print(json ? try encoded(report) : text(report))
  }
}

/// The report for people.
private func text(_ report: TuneReport) -> String {
  let gaining = report.kernels.filter { $0.best != 0 }.count
  let verdict =
    report.comparison.map { comparison in
      """
      \(gaining) of \(report.kernels.count) kernels gain, by their own times \
      \(decimal(report.predictedGain, 3)) ms together
      untuned \(decimal(comparison.untunedMilliseconds.median, 3)) ms, tuned \
      \(decimal(comparison.tunedMilliseconds.median, 3)) ms in turn; tuned / untuned \
      \(decimal(comparison.ratio.median, 3)), quartiles \(decimal(comparison.ratio.lowerQuartile, 3)) \
      and \(decimal(comparison.ratio.upperQuartile, 3))
      """
    }
    ?? (report.kernels.isEmpty
      ? "no kernel of this model has a choice of tiles"
      : "none of \(report.kernels.count) kernels gains: the model's tiles are the fastest")
  let end =
    report.comparison == nil || report.isKept
    ? "kept in \(report.cache)"
    : "the network is no faster: the model's tiles stay, as \(report.cache) says now"
  return table(report) + """
    \(report.model), target \(report.target), \(report.compiler), \(report.processor)
    \(verdict)
    \(end)
    """
}

/// A line for each kernel.
private func table(_ report: TuneReport) -> String {
  var table = Table(
    ["kernel", "model's tile", "ms", "best tile", "ms", "gain", "others"], rightAligned: [2, 4, 5])
  for kernel in report.kernels {
    let gains = kernel.best != 0
    let best = kernel.versions[kernel.best]
    let others = kernel.versions.indices.filter { $0 != 0 && $0 != kernel.best }.map {
      "\(kernel.versions[$0].tile) \(decimal(kernel.versions[$0].milliseconds, 4))"
    }
    table.add([
      kernel.name, kernel.versions[0].tile, decimal(kernel.versions[0].milliseconds, 4),
      gains ? best.tile : "", gains ? decimal(best.milliseconds, 4) : "",
      gains ? percent(1 - kernel.ratio) : "", others.joined(separator: ", "),
    ])
  }
  return table.text
}
