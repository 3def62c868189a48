import Basics
import Codegen

/// A model compiled to Swift.
public struct CompiledSwift: Sendable {
  /// The name of the type in it.
  public let name: String
  public let source: [UInt8]
  /// What the type is handed at run time.
  public let weights: [UInt8]
  /// What the plan keeps; the program needs a few bytes more for tables.
  public let arenaSize: Int
  /// Things to know that do not stand in the way.
  public let notes: [String]
}

/// Compiles a model to Swift.
public func compileSwift(
  _ request: ModelRequest, _ options: CompileOptions, observe: (PassEvent) -> Void = { _ in }
) throws(Failure) -> CompiledSwift {
  try facade { () throws(Rejection) in
    guard options.threads == 1 else {
      throw Rejection(
        .unsupported, "swift.threads",
        "found --threads \(options.threads) with Swift, which runs on one thread; C can be shared:"
          + " --emit c")
    }
    let model = try load(request)
    let planned = try prepare(model, options, observe: observe)
    let code = generateSwift(planned.plan, target: planned.target, options: planned.code)
    return CompiledSwift(
      name: code.name, source: code.source, weights: code.weights,
      arenaSize: planned.plan.memory.arenaSize,
      notes: (model.notes + planned.notes).map(\.description))
  }
}
