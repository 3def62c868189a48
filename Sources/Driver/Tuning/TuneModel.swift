import Basics
import Codegen
import Formats
import IR
import Plan
import Targets

/// How a model is to be tuned.
public struct TuneOptions: Sendable {
  /// How many tiles of each kernel are timed, those that the model likes best.
  public var candidates = 5
  /// How many times each of them is timed.
  public var rounds = 40
  /// The C compiler as a shell would take it; nil for `$CC`, or `cc`.
  public var compiler: String?
  /// The file to keep the results in; nil for that of this user.
  public var cache: String?

  public init() {}

  static let allowedCandidates = 2...100
  static let allowedRounds = 1...10_000
}

/// Times the kernels of a model with different register tiles on this machine, and keeps those that
/// are faster than the model's choices.
public func tune(
  _ request: ModelRequest, _ options: CompileOptions, _ tuneOptions: TuneOptions,
  progress: @escaping (String) -> Void = { _ in }
) throws(Failure) -> TuneReport {
  try facade { () throws(Rejection) in
    try check(tuneOptions)
    let compiler = try CCompiler.found(asked: tuneOptions.compiler, for: "tune")
    let file = try TuningFile(asked: tuneOptions.cache)
    // What is wrong with the cache shows before minutes of timing.
    _ = try file.read()
    let model = try load(request)
    if options.looksForMemory { progress("looking for a plan of little memory") }
    var untuned = options
    untuned.tuned = nil
    let prepared = try prepare(model, untuned)
    try expectToRunHere(prepared.target)
    let key = TuningCache.Key(target: prepared.target, compiler: try compiler.version())
    return try withTemporaryFolder { folder throws(Rejection) in
      try writeFile("\(folder)/input", InputHarness.seededBytes(for: prepared.plan))
      let watch = CompiledStopwatch(
        model: prepared, compiler: compiler, folder: folder, rounds: tuneOptions.rounds,
        progress: progress)
      let tuning = try Tuning(of: prepared, candidates: tuneOptions.candidates, by: watch)
      // Others may have tuned meanwhile.
      var cache = try file.read()
      tuning.update(&cache[key])
      try file.write(cache)
      return TuneReport(
        tuning, model: model.graph.name, key, cache: file.path, notes: model.notes)
    }
  }
}

private func check(_ options: TuneOptions) throws(Rejection) {
  for (name, value, range) in [
    ("candidates", options.candidates, TuneOptions.allowedCandidates),
    ("rounds", options.rounds, TuneOptions.allowedRounds),
  ] where !range.contains(value) {
    throw Rejection(
      .usage, "usage.\(name)",
      "found --\(name) \(value), expected \(range.lowerBound) to \(range.upperBound)")
  }
}
