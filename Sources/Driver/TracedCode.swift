import Basics
import Codegen
import Formats
import IR
import Plan

/// The generated code of a model, compiled so that it writes down what every op makes.
///
/// It is the same schedule, with a call after each run of pixels.
struct TracedCode {
  let plan: Plan
  private let folder: String

  /// Generates and compiles it in a folder that has to stay.
  init(
    _ model: PreparedModel, _ compiler: CCompiler, flags: [String], in folder: String
  ) throws(Rejection) {
    plan = model.plan
    self.folder = folder
    let name = model.code.name
    try model.writeCode(to: folder, isTraced: true)
    try writeFile("\(folder)/main.c", Array(traceProgram(plan, name).utf8))
    let threads = RunHarness(plan, name)
    try compiler.build(
      ["\(folder)/\(name).c", "\(folder)/main.c"], flags: flags + threads.flags,
      to: "\(folder)/program")
  }

  /// The result of every op, and the inputs.
  func values(of inputs: [Tensor]) throws(Rejection) -> SideTable<Value, Tensor> {
    try writeFile("\(folder)/input", InputHarness.bytes(of: inputs, for: plan))
    let result = try run(
      ["\(folder)/program", "\(folder)/input", "\(folder)/rows"],
      environment: ["ASAN_OPTIONS": "detect_leaks=0", "UBSAN_OPTIONS": "print_stacktrace=1"])
    guard result.status == 0 else {
      throw Rejection(
        .verificationFailed, "trace.crashed",
        "the generated program ended with \(result.status):\n\(result.errors.prefix(4000))")
    }
    return try collect(try readFile("\(folder)/rows"), of: plan, inputs: inputs)
  }
}
