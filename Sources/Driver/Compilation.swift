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
  /// Whether the slices of a block are run one after the other (`outer`), all of them for one row
  /// before the next (`inner`), or as it serves the objective (`auto`).
  public var split = "auto"
  /// Whether values may exist a few rows or pixels at a time: `auto`, `none`, `rows` or `pixels`.
  public var rings = "auto"
  /// Into how many stripes of columns regions are cut wherever that takes less memory; nil leaves it
  /// to the planner.
  public var stripes: Int?
  /// How many times the multiply-adds of the graph a plan may take; nil is 1, or 1.25 where memory
  /// is what the plan is for.
  public var recompute: Double?
  /// How the network gets its input: `caller`, `arena` or `rows`.
  public var input = "caller"
  /// How the input lies: `nhwc`, channels side by side, or `nchw`, one channel after the other; nil is
  /// as the model's file has it, `nhwc` where that does not say.
  public var inputLayout: String?
  /// The most that the arena may take, in bytes.
  public var budget: Int?
  /// How wide elements of a model of floats are planned: `f32`, or `int8`, which is planned only;
  /// models of integers are always planned as what they are.
  public var activations = "f32"
  /// What the caller has where the model has integers: `int8`, `uint8` or `float`; nil as in the file.
  public var io: String?
  /// A name of `targets`.
  public var target = "generic"
  /// How many threads share the work.
  public var threads = 1
  /// The prefix of exported names; made a C identifier.
  public var name = "model"
  /// The file name of the header, as the source includes it; the prefix with `.h` unless given.
  public var header: String?
  /// Where a program in C has its weights: `literal`, `incbin` or `pointer`.
  public var weightForm = "literal"
  /// The file name under which `incbin` looks for them; the prefix with `.weights` unless given.
  public var weightFile: String?
  public var passes = PassOptions()
  /// Where to look for register tiles that were measured on this machine; nil leaves them to the model.
  public var tuned: TunedOptions?

  public init() {}

  static let mostRecompute = 16.0
  static let allowedThreads = 1...64

  /// Whether planning looks for memory, which may take some seconds.
  public var looksForMemory: Bool {
    optimize != PlanOptions.Objective.latency.rawValue || budget != nil
  }

  /// The factor that holds.
  var allowedRecompute: Double {
    if let recompute { return recompute }
    // Who asks for a kind of plan by name wants it whatever it takes.
    if (stripes ?? 1) > 1 || split == PlanOptions.Split.inner.rawValue { return Self.mostRecompute }
    return optimize == PlanOptions.Objective.ram.rawValue || budget != nil ? 1.25 : 1
  }

  public static let objectives = PlanOptions.Objective.allCases.map(\.rawValue)
  public static let splitModes = PlanOptions.Split.allCases.map(\.rawValue)
  public static let ringModes = PlanOptions.Rings.allCases.map(\.rawValue)
  public static let activationWidths = ActivationWidth.allCases.map(\.rawValue)
  public static let ioTypes = PortType.allCases.map(\.rawValue)
  public static let inputModes = InputMode.allCases.map(\.rawValue)
  public static let inputLayouts = InputLayout.allCases.map(\.rawValue)
  public static let weightForms = WeightForm.allCases.map(\.rawValue)
  public static let targets = Target.all.map(\.name) + [hostTarget]
  /// The name for the best target of the machine that mncc runs on.
  public static let hostTarget = "host"
}

/// The version of the compiler.
public let version = "0.1.0"

/// A compiled model.
public struct CompiledModel: Sendable {
  public let source: [UInt8]
  public let header: [UInt8]
  public let arenaSize: Int
  public let weightBytes: Int
  /// The bytes of the file of weights that goes with the source; nil if they are in it.
  public let weightFile: [UInt8]?
  /// A header that brings threads along, for a program that several of them share; nil of others.
  public let threadsHeader: [UInt8]?
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
    let planned = try prepare(model, options, observe: observe)
    let codeOptions = try withWeightForm(planned.code, options)
    let code = generateC(planned.plan, target: planned.target, options: codeOptions)
    return CompiledModel(
      source: code.source, header: code.header, arenaSize: planned.plan.memory.arenaSize,
      weightBytes: code.weights.count,
      weightFile: codeOptions.weightForm.isSeparate ? code.weights : nil,
      threadsHeader: code.threads,
      notes: (model.notes + planned.notes).map(\.description))
  }
}

/// What a user gets has its weights where the user wants them; programs that are only run have them
/// inside.
private func withWeightForm(
  _ code: CodeOptions, _ options: CompileOptions
) throws(Rejection) -> CodeOptions {
  var code = code
  code.weightForm = try choice(options.weightForm, "weights-form")
  if let file = options.weightFile {
    guard file.allSatisfy(isIncludable) else {
      throw Rejection(
        .usage, "usage.weights-out",
        "a C file cannot name a file of weights \(file.debugDescription)")
    }
    code.weightFile = file
  }
  if code.weightForm.isSeparate { code.options += " --weights-form \(code.weightForm.rawValue)" }
  return code
}

/// A plan that was proved, and what to print it with.
package struct PreparedModel {
  package let plan: Plan
  let target: Target
  let code: CodeOptions
  /// Things to know that do not stand in the way.
  let notes: [Diagnostic]
}

private let usualInputLayout = InputLayout.nhwc.rawValue

/// Prepares the graph of a model, whose file says what the options leave to it.
package func prepare(
  _ model: LoadedModel, _ options: CompileOptions, observe: (PassEvent) -> Void = { _ in }
) throws(Rejection) -> PreparedModel {
  try prepare(model.graph, options.completed(by: model), observe: observe)
}

extension CompileOptions {
  /// The options, with what a model says where they say nothing.
  func completed(by model: LoadedModel) -> CompileOptions {
    var options = self
    options.inputLayout = inputLayout ?? model.inputLayout
    return options
  }
}

/// Runs the passes, plans, and replays the plan.
package func prepare(
  _ graph: Graph, _ options: CompileOptions, observe: (PassEvent) -> Void = { _ in }
) throws(Rejection) -> PreparedModel {
  var lowered = try runPasses(on: graph, options.passes, observe: observe)
  if let io = options.io { lowered.setPorts(try choice(io, "io")) }
  return try prepare(lowered: lowered, options)
}

/// Plans a graph as it is, and replays the plan.
func prepare(
  lowered: Graph, _ options: CompileOptions
) throws(Rejection) -> PreparedModel {
  var target = try target(options.target)
  if let header = options.header, !header.allSatisfy(isIncludable) {
    throw Rejection(
      .usage, "usage.header", "a C file cannot include a header named \(header.debugDescription)")
  }
  var wanted = try planOptions(options)
  if !hasPixelKernels(lowered) { wanted.rings = .none }
  let plan = try plan(lowered, target: target, options: wanted)
  let faults = replay(plan)
  guard faults.isEmpty else {
    let head = Diagnostic(
      "plan.unsound", at: .unknown, "the plan failed its proof: a bug of mncc, please report it")
    throw Rejection(.verificationFailed, [head] + faults)
  }
  let tuned = try options.tuned.map { tuned throws(Rejection) in
    try tunedTiles(of: plan, target, tuned)
  }
  target.measuredTiles = tuned?.tiles ?? [:]
  let budget = options.budget.map { " --ram \($0)" } ?? ""
  let spelled =
    "--optimize \(options.optimize)\(budget) --ways \(options.ways.map(String.init) ?? "auto")"
    + " --split \(options.split) --rings \(options.rings)"
    + " --stripes \(options.stripes.map(String.init) ?? "auto")"
    + " --recompute \(options.allowedRecompute) --input \(options.input)"
    + " --input-layout \(options.inputLayout ?? usualInputLayout) --target \(target.name)"
    + (options.io.map { " --io \($0)" } ?? "")
    + (options.threads == 1 ? "" : " --threads \(options.threads)")
    + (tuned.map { " --tuned \($0.digest)" } ?? "")
  return PreparedModel(
    plan: plan, target: target,
    code: CodeOptions(
      name: options.name, version: version, options: spelled, header: options.header),
    notes: tuned?.notes ?? [])
}

/// Whether all ops of a graph have kernels that make pixels instead of rows.
private func hasPixelKernels(_ graph: Graph) -> Bool {
  graph.order.allSatisfy { id in
    let node = graph.nodes[id]
    guard case .averagePool2D(let pool) = node.op else { return true }
    // A mean of pixels inside of the image counts them, which only kernels of rows do.
    let (input, output) = (graph.shape(of: node.operands[0]), graph.shape(of: node.result))
    return pool.window.rows.staysInside(input.height, outputs: output.height)
      && pool.window.columns.staysInside(input.width, outputs: output.width)
  }
}

/// Whether a character may stand between the quotes of an `#include` or an `.incbin`.
private func isIncludable(_ character: Character) -> Bool {
  character != "\"" && character != "\\" && !character.isNewline
}

/// What the user asked of the planner.
func planOptions(_ options: CompileOptions) throws(Rejection) -> PlanOptions {
  if let ways = options.ways, !(1...1024).contains(ways) {
    throw Rejection(.usage, "usage.ways", "found \(ways) ways, expected 1 to 1024 or auto")
  }
  if let budget = options.budget, budget < 1 {
    throw Rejection(.usage, "usage.ram", "found --ram \(budget), expected a size such as 128K")
  }
  if let stripes = options.stripes, !(1...1024).contains(stripes) {
    throw Rejection(.usage, "usage.stripes", "found \(stripes) stripes, expected 1 to 1024 or auto")
  }
  let most = CompileOptions.mostRecompute
  if let recompute = options.recompute, !(1...most).contains(recompute) {
    throw Rejection(
      .usage, "usage.recompute",
      "found --recompute \(recompute), expected a factor from 1 to \(Int(most))")
  }
  guard CompileOptions.allowedThreads.contains(options.threads) else {
    throw Rejection(
      .usage, "usage.threads",
      "found --threads \(options.threads), expected 1 to \(CompileOptions.allowedThreads.upperBound)"
    )
  }
  if options.threads > 1, options.input == InputMode.rows.rawValue {
    throw Rejection(
      .unsupported, "threads.input",
      "found --threads \(options.threads) with --input rows: rows that are delivered are taken by one"
        + " thread; --input caller and arena can be shared")
  }
  return PlanOptions(
    objective: try choice(options.optimize, "optimize"),
    ways: options.ways.map(PlanOptions.Ways.atMost) ?? .auto,
    rings: try choice(options.rings, "rings"), input: try choice(options.input, "input"),
    budget: options.budget, activations: try choice(options.activations, "activations"),
    recompute: options.allowedRecompute, stripes: options.stripes,
    split: try choice(options.split, "split"),
    inputLayout: try choice(options.inputLayout ?? usualInputLayout, "input-layout"),
    parts: options.threads)
}

/// The target of that name; `host` is a name for one of the others.
func target(_ name: String) throws(Rejection) -> Target {
  if name == CompileOptions.hostTarget { return .host }
  guard let target = Target.all.first(where: { $0.name == name }) else {
    throw Rejection(
      .usage, "usage.target",
      "found target \"\(name)\", expected one of"
        + " \(CompileOptions.targets.joined(separator: ", "))")
  }
  return target
}

/// The case of that name, or a rejection that lists them all.
func choice<Choice: RawRepresentable & CaseIterable>(
  _ name: String, _ option: String
) throws(Rejection) -> Choice where Choice.RawValue == String {
  guard let choice = Choice(rawValue: name) else {
    throw Rejection(
      .usage, "usage.\(option)",
      "found --\(option) \(name), expected one of"
        + " \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
  }
  return choice
}
