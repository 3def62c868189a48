import Basics
import Plan
import Targets

/// A generated program in Swift: one file, and the weights that it is handed at run time.
package struct GeneratedSwift: Sendable {
  /// The name of the type through which it is used.
  package let name: String
  package let source: [UInt8]
  package let weights: [UInt8]
}

/// Prints the program of a plan as Swift.
package func generateSwift(
  _ plan: Plan, target: Target, options: CodeOptions
) -> GeneratedSwift {
  // Swift has no prefetches.
  let code = RegionCode(
    plan, target: target.withIntegersOfAnyMachine, trace: nil, prefetches: false)
  let weights = code.weights.bytes
  let facts = SwiftFacts(code)
  let name = SwiftName.type(options.name)
  let banner = Banner(
    plan: plan, target: target, options: options, weightDigest: SHA256.hexDigest(weights),
    weightCount: weights.count)

  var writer = CodeWriter()
  banner.print(to: &writer, plan: plan)
  writer.line(SwiftSupport.imports)
  SwiftModel(name: name, plan: plan, code: code, facts: facts, weightCount: weights.count)
    .print(to: &writer)

  let printer = SwiftPrinter(facts)
  var kernels = CodeWriter()
  kernels.block("extension \(name)", tail: "\n") {
    for kernel in code.kernels { printer.print(kernel, isInlined: false, to: &$0) }
  }
  let words = CodeWords(of: kernels.text)
  let functions = SwiftFunctions(for: words)
  writer.line("// MARK: Functions on numbers\n")
  writer.block("extension \(name)", tail: "\n") {
    for scalar in code.scalars { $0.line(SwiftPrinter.types(scalar) + "\n") }
    functions.print(to: &$0)
  }
  writer.line("// MARK: Kernels: one row, or a few pixels, of one op\n")
  writer.add(kernels)
  writer.line("// MARK: Regions: the schedule\n")
  writer.block("extension \(name)", tail: "\n") {
    $0.line(SwiftSupport.comparison)
    for region in code.regions {
      if let record = region.record { SwiftPrinter.print(record, to: &$0) }
      if let table = region.table { SwiftPrinter.print(table, to: &$0) }
      for function in region.functions { printer.print(function, isInlined: true, to: &$0) }
      printer.print(region.run, isInlined: false, to: &$0)
    }
  }
  writer.line("// MARK: Vectors\n")
  SwiftVectors.print(for: code.scalars, words, to: &writer)
  if !weights.isEmpty {
    writer.line("\n// MARK: Weights\n")
    writer.line(SwiftSupport.mappedFile(in: name))
  }
  return GeneratedSwift(name: name, source: Array(writer.text.utf8), weights: weights)
}
