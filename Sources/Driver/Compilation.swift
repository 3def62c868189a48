import Basics
import Codegen
import IR
import Passes
import Plan
import PlanCheck
import Planning
import Targets

/// How a model is to be compiled.
public struct CompileOptions: Sendable {
  /// `latency`, `ram` or `balanced`.
  public var optimize = "latency"
  /// Into how many slices a block may be cut; nil leaves it to the planner.
  public var ways: Int?
  public var target = "generic"
  /// The prefix of exported names; made a C identifier.
  public var name = "model"
  /// The file name of the header, as the source includes it; the prefix with `.h` unless given.
  public var header: String?
  public var passes = PassOptions()

  public init() {}

  public static let objectives = PlanOptions.Objective.allCases.map(\.rawValue)
  public static let targets = Target.all.map(\.name)
}

/// The version of the compiler.
public let version = "0.1.0"

/// A compiled model.
public struct CompiledModel: Sendable {
  public let source: [UInt8]
  public let header: [UInt8]
  public let arenaSize: Int
  public let weightBytes: Int
  /// Things to know that do not stand in the way.
  public let notes: [String]
}

/// Compiles a model to C.
public func compile(
  _ request: ModelRequest, _ options: CompileOptions,
  observe: (PassEvent) -> Void = { _ in }
) throws(Failure) -> CompiledModel {
  try facade { () throws(Rejection) in
    let model = try load(request)
    let planned = try prepare(model.graph, options, observe: observe)
    let code = generateC(planned.plan, target: planned.target, options: planned.code)
    return CompiledModel(
      source: code.source, header: code.header, arenaSize: planned.plan.memory.arenaSize,
      weightBytes: code.weightBytes, notes: model.notes.map(\.description))
  }
}

/// A plan that was proved, and what to print it with.
package struct PreparedModel {
  package let plan: Plan
  let target: Target
  let code: CodeOptions
}

/// Runs the passes, plans, and replays the plan.
package func prepare(
  _ graph: Graph, _ options: CompileOptions, observe: (PassEvent) -> Void = { _ in }
) throws(Rejection) -> PreparedModel {
  guard let target = Target.all.first(where: { $0.name == options.target }) else {
    throw Rejection(
      .usage, "usage.target",
      "found target \"\(options.target)\", expected one of \(CompileOptions.targets)")
  }
  guard let objective = PlanOptions.Objective(rawValue: options.optimize) else {
    throw Rejection(
      .usage, "usage.optimize",
      "found \"\(options.optimize)\", expected one of \(CompileOptions.objectives)")
  }
  if let header = options.header, !header.allSatisfy(isHeaderCharacter) {
    throw Rejection(
      .usage, "usage.header", "a C file cannot include a header named \(header.debugDescription)")
  }
  if let ways = options.ways, !(1...1024).contains(ways) {
    throw Rejection(.usage, "usage.ways", "found \(ways) ways, expected 1 to 1024 or auto")
  }
  let lowered = try runPasses(on: graph, options.passes, observe: observe)
  let plan = try plan(
    lowered, target: target,
    options: PlanOptions(
      objective: objective, ways: options.ways.map(PlanOptions.Ways.atMost) ?? .auto))
  let faults = replay(plan)
  guard faults.isEmpty else {
    let head = Diagnostic(
      "plan.unsound", at: .unknown, "the plan failed its proof: a bug of mncc, please report it")
    throw Rejection(.verificationFailed, [head] + faults)
  }
  let spelled =
    "--optimize \(options.optimize) --ways \(options.ways.map(String.init) ?? "auto")"
    + " --target \(options.target)"
  return PreparedModel(
    plan: plan, target: target,
    code: CodeOptions(
      name: options.name, version: version, options: spelled, header: options.header))
}

/// Whether a character may stand between the quotes of an `#include`.
private func isHeaderCharacter(_ character: Character) -> Bool {
  character != "\"" && character != "\\" && !character.isNewline
}
