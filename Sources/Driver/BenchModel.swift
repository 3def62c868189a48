import Basics
import Codegen
import Formats
import IR
import Plan
import Targets

/// How a model is to be timed.
public struct BenchOptions: Sendable {
  public var runs = 60
  /// Whether each region is timed by itself, too.
  public var timesRegions = false
  /// The C compiler as a shell would take it; nil for `$CC`, or `cc`.
  public var compiler: String?

  public init() {}

  static let allowedRuns = 1...10_000
}

/// Builds the generated code for speed, times it on the seeded input, and holds it against the peak of
/// this machine.
public func bench(
  _ request: ModelRequest, _ options: CompileOptions, _ benchOptions: BenchOptions,
  progress: (String) -> Void = { _ in }
) throws(Failure) -> BenchReport {
  try facade { () throws(Rejection) in
    guard BenchOptions.allowedRuns.contains(benchOptions.runs) else {
      throw Rejection(
        .usage, "usage.runs",
        "found --runs \(benchOptions.runs), expected 1 to \(BenchOptions.allowedRuns.upperBound)")
    }
    let compiler = try CCompiler.found(asked: benchOptions.compiler, for: "bench")
    let model = try load(request)
    if options.looksForMemory { progress("looking for a plan of little memory") }
    var options = options
    options.tuned?.compiler = benchOptions.compiler
    let prepared = try prepare(model, options)
    try expectToRunHere(prepared.target)
    return try withTemporaryFolder { folder throws(Rejection) in
      let program = try build(prepared, benchOptions, compiler, in: folder, progress: progress)
      try writeFile("\(folder)/input", InputHarness.seededBytes(for: prepared.plan))
      progress("timing \(benchOptions.runs) runs")
      let times = try time(program, runs: benchOptions.runs, in: folder)
      return report(model, prepared, benchOptions, program, times)
    }
  }
}

/// Rejects a target whose code this machine cannot run.
func expectToRunHere(_ target: Target) throws(Rejection) {
  guard target.runsHere else {
    throw Rejection(
      .unsupported, "bench.target",
      "code for \(target.summary) does not run on this machine, where it would be timed")
  }
}

/// A program that times a model, and what it was built with.
private struct BuiltProgram {
  let path: String
  let command: String
  let seconds: Double
}

private func build(
  _ model: PreparedModel, _ options: BenchOptions, _ compiler: CCompiler, in folder: String,
  progress: (String) -> Void
) throws(Rejection) -> BuiltProgram {
  var codeOptions = model.code
  codeOptions.isTimed = options.timesRegions
  let name = codeOptions.name
  let code = generateC(model.plan, target: model.target, options: codeOptions)
  let main = benchProgram(model.plan, name, timesRegions: options.timesRegions)
  try writeFile("\(folder)/\(name).c", code.source)
  try writeFile("\(folder)/\(name).h", code.header)
  let peak = peakProgram(model.target, ofIntegers: model.plan.graph.isQuantized)
  try writeFile("\(folder)/peak.c", Array(peak.utf8))
  try writeFile("\(folder)/main.c", Array(main.utf8))

  let threads = RunHarness(model.plan, name)
  try threads.write(code, to: folder)
  let flags = compiler.speedFlags(for: model.target, in: folder) + threads.flags
  let command = compiler.command + flags
  let spelled = command.joined(separator: " ")
  progress("compiling with \(spelled)")
  let clock = ContinuousClock()
  let start = clock.now
  try compiler.build(
    ["\(folder)/\(name).c", "\(folder)/peak.c", "\(folder)/main.c"], flags: flags,
    to: "\(folder)/program")
  return BuiltProgram(
    path: "\(folder)/program", command: spelled, seconds: (clock.now - start).seconds)
}

private func time(
  _ program: BuiltProgram, runs: Int, in folder: String
) throws(Rejection) -> BenchTimes {
  let result = try run([program.path, "\(folder)/input", "\(runs)"])
  guard result.status == 0, let times = BenchTimes(result.output, runs: runs) else {
    throw Rejection(
      .verificationFailed, "run.failed",
      "the generated program ended with \(result.status): \(result.errors)")
  }
  return times
}

private func report(
  _ model: LoadedModel, _ prepared: PreparedModel, _ options: BenchOptions,
  _ program: BuiltProgram, _ times: BenchTimes
) -> BenchReport {
  let (plan, graph) = (prepared.plan, prepared.plan.graph)
  // That of as many cores as there are threads.
  let peakGflops = 2 * times.peak * Double(plan.schedule.parts)
  func speed(_ nanoseconds: [Double], _ multiplyAdds: Int) -> BenchReport.Speed {
    BenchReport.Speed(
      nanoseconds.map { $0 * 1e-6 }, multiplyAdds: multiplyAdds, peakGflops: peakGflops)
  }
  let regions = zip(plan.schedule.regions, times.regions).map { region, nanoseconds in
    BenchReport.Region(
      ops: region.stages.map { graph.name(of: $0.node) },
      speed: speed(nanoseconds, region.multiplyAdds(in: graph)))
  }
  return BenchReport(
    model: model.graph.name, weights: model.weightsName, target: prepared.target.name,
    arenaSize: plan.memory.arenaSize, isOfIntegers: graph.isQuantized, compiler: program.command,
    compileSeconds: program.seconds, threads: plan.schedule.parts, runs: options.runs,
    speed: speed(times.totals, plan.schedule.multiplyAdds(in: graph)),
    peakGflops: peakGflops, regions: options.timesRegions ? regions : nil,
    notes: (model.notes + prepared.notes).map(\.description))
}
