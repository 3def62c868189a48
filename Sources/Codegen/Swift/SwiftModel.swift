import Basics
import IR
import Kernels
import Plan

/// The type through which a generated program is used.
///
/// What is handed over is in `SwiftModel+Calls`.
struct SwiftModel {
  let name: String
  let plan: Plan
  let code: RegionCode
  let facts: SwiftFacts
  let weightCount: Int
  let scratch: SwiftScratchPlan

  init(name: String, plan: Plan, code: RegionCode, facts: SwiftFacts, weightCount: Int) {
    self.name = name
    self.plan = plan
    self.code = code
    self.facts = facts
    self.weightCount = weightCount
    scratch = SwiftScratchPlan(facts, after: plan.memory.arenaSize)
  }

  var graph: Graph { plan.graph }
  private var hasWeights: Bool { weightCount > 0 }

  func print(to writer: inout CodeWriter) {
    let what = hasWeights ? ", with weights of the caller's" : ""
    SwiftPrinter.print(
      comment: "The network \(graph.name)\(what); calls may run at the same time.", mark: "///",
      to: &writer)
    writer.block("public struct \(name): @unchecked Sendable", tail: "\n") {
      printFailure(to: &$0)
      printSizes(to: &$0)
      printCreation(to: &$0)
      printRun(to: &$0)
      $0.line("#if !hasFeature(Embedded)")
      printPredict(to: &$0)
      $0.line("#endif")
    }
  }

  private func printFailure(to writer: inout CodeWriter) {
    writer.line("/// Why there is no answer.")
    writer.block("public enum Failure: Error, Equatable", tail: "\n") {
      if hasWeights {
        $0.line("/// There are so many bytes of weights, not `weightByteCount`.")
        $0.line("case weightCount(found: Int)")
        $0.line("/// The file with the weights cannot be read, as the system says.")
        $0.line("case unreadable(errno: Int32)")
      }
      $0.line("/// The input has so many numbers, not `inputCount`.")
      $0.line("case inputCount(found: Int)")
      if feeds.contains(where: \.isDelivered) {
        $0.line("/// The caller did not deliver a row.")
        $0.line("case input")
      }
      $0.line("/// The arena is not aligned to `arenaAlignment`, or the weights are not to 4.")
      $0.line("case misaligned")
    }
  }

  // MARK: Sizes

  private func printSizes(to writer: inout CodeWriter) {
    let plan = self.plan.memory
    writer.line("/// Bytes that `run` needs, of which \(plan.arenaSize) hold what the plan keeps.")
    writer.line(
      "public static var arenaSize: Int { \(scratch.pointerStart)\(scratch.stride(facts.pointerCount)) }"
    )
    writer.line("public static var arenaAlignment: Int { \(plan.alignment) }")
    if hasWeights { writer.line("public static var weightByteCount: Int { \(weightCount) }") }
    printShapes("input", graph.inputs, unsigned: graph.unsignedInputs, to: &writer)
    printShapes("output", graph.outputs, unsigned: graph.unsignedOutputs, to: &writer)
    for feed in feeds {
      guard case .arena(let offset) = feed.style else { continue }
      writer.line("/// Where the input must lie in the arena, in bytes; it is written over.")
      writer.line("public static var \(feed.name)Offset: Int { \(offset) }")
    }
    if let facts = graph.preprocessing {
      let mean = facts.mean.map(SwiftPrinter.float)
      let deviation = facts.std.map(SwiftPrinter.float)
      let type =
        mean.count == 1 ? "Float" : "(\(mean.map { _ in "Float" }.joined(separator: ", ")))"
      // The scale is that of the integers, where the input has them.
      let isQuantized = graph.inputs.first.flatMap { graph.type(of: $0).quantization } != nil
      let (scale, verb) = isQuantized ? ("PixelScale", "stands for") : ("Scale", "is")
      writer.line(
        "/// An element of the input \(verb) (pixel * scale - mean[channel]) / std[channel].")
      writer.line("public static var input\(scale): Float { \(SwiftPrinter.float(facts.scale)) }")
      writer.line("public static var inputMean: \(type) { (\(mean.joined(separator: ", "))) }")
      writer.line("public static var inputStd: \(type) { (\(deviation.joined(separator: ", "))) }")
    }
    writer.line()
  }

  private func printShapes(
    _ word: String, _ values: [ValueID], unsigned: Set<Int>, to writer: inout CodeWriter
  ) {
    for (index, value) in values.enumerated() {
      let shape = graph.shape(of: value)
      let base = code.numbered(word, index, of: values.count)
      let order =
        switch plan.planePixels(of: value) {
        case 1: "row-major, channels fastest"
        case shape.width: "row by row, in each one channel after the other"
        default: "one channel after the other, row-major"
        }
      writer.line("/// \(CPrinter.comment(graph.values[value].name)): \(order).")
      for (fact, number) in [
        ("Height", shape.height), ("Width", shape.width), ("Channels", shape.channels),
        ("Count", shape.count),
      ] {
        writer.line("public static var \(base)\(fact): Int { \(number) }")
      }
      guard let quantization = graph.type(of: value).quantization else { continue }
      let zero = quantization.zeroPoint + (unsigned.contains(index) ? 128 : 0)
      writer.line("/// An element stands for \(base)Scale * (element - \(base)ZeroPoint).")
      writer.line(
        "public static var \(base)Scale: Float { \(SwiftPrinter.float(quantization.scale)) }")
      writer.line("public static var \(base)ZeroPoint: Int { \(zero) }")
    }
  }

  // MARK: Creation

  private func printCreation(to writer: inout CodeWriter) {
    guard hasWeights else { return writer.line("public init() {}\n") }
    writer.line(
      """
      private let weights: UnsafePointer<\(SwiftPrinter.element(code.mainScalar))>
      #if !hasFeature(Embedded)
      /// Keeps the weights where they are, if this has mapped them.
      private let owner: AnyObject?
      #endif

      /// Weights in memory, which must stay there; `count` is their bytes.
      public init(weights: UnsafeRawPointer, count: Int) throws(Failure) {
        guard count == Self.weightByteCount else { throw .weightCount(found: count) }
        guard UInt(bitPattern: weights) % 4 == 0 else { throw .misaligned }
        self.weights = weights.assumingMemoryBound(to: \(SwiftPrinter.element(code.mainScalar)).self)
        #if !hasFeature(Embedded)
        owner = nil
        #endif
      }

      #if !hasFeature(Embedded) && !os(Windows)
      /// Weights in a file, which is mapped.
      public init(weights path: String) throws(Failure) {
        let file = try MappedFile(path)
        guard file.count == Self.weightByteCount else { throw .weightCount(found: file.count) }
        weights = file.start.assumingMemoryBound(to: \(SwiftPrinter.element(code.mainScalar)).self)
        owner = file
      }
      #endif

      """)
  }

  // MARK: The run

  /// The constants under which regions see the arena and the weights.
  private func printViews(_ used: Set<String>, to writer: inout CodeWriter) {
    for view in code.views where used.contains(view.name) {
      switch view.type {
      case .place(let scalar) where view.name == "arena":
        let element = SwiftPrinter.element(scalar)
        let count = plan.memory.arenaSize / (scalar == .float ? 4 : 1)
        writer.line(
          "let arena = memory.bindMemory(to: \(element).self, capacity: \(count))")
      case .place(let scalar):
        let element = SwiftPrinter.element(scalar)
        writer.line("let \(view.name) = memory.assumingMemoryBound(to: \(element).self)")
      case .pointer(let scalar) where view.name != "weights":
        let element = SwiftPrinter.element(scalar)
        writer.line(
          "let \(view.name) = UnsafeRawPointer(weights).assumingMemoryBound(to: \(element).self)")
      case .pointer, .index, .scalar, .vector, .integerVector, .pointers, .places, .rowCallback,
        .context, .record:
        // The weights have their own name.
        break
      }
    }
  }

  /// What a region is handed over under the name of a parameter: the bytes of unsigned integers are
  /// those of signed ones.
  private func argument(_ name: String) -> String {
    if feeds.contains(where: { $0.name == name && $0.scalar == .uint8 }) {
      return "UnsafeRawPointer(\(name)).assumingMemoryBound(to: Int8.self)"
    }
    if results.contains(where: { $0.name == name && $0.scalar == .uint8 }) {
      return "UnsafeMutableRawPointer(\(name)).assumingMemoryBound(to: Int8.self)"
    }
    return name
  }

  /// Makes outputs of the integers that their caller knows.
  private func printEnd(to writer: inout CodeWriter) {
    for result in results where result.scalar == .uint8 {
      writer.line("for i in 0..<\(result.count) { \(result.name)[i] ^= 0x80 }")
    }
  }

  private func printRun(to writer: inout CodeWriter) {
    writer.line(
      """
      /// Computes the network in `arenaSize` bytes of the caller's; nothing is kept in them between
      /// calls, and nothing else is written.
      """)
    if feeds.contains(where: \.isDelivered) {
      writer.line(
        """
        ///
        /// `nextRow` is called once for each row of the input, from 0 on and in order; it writes the row
        /// and returns true, or false to stop.
        """)
    }
    let runs = code.regions.map(\.run)
    let used = Set(runs.flatMap(\.parameters).map(\.name))
    writer.list("public func run", items: runParameters, tail: " throws(Failure) {")
    writer.indented { writer in
      if hasWeights {
        writer.line("#if !hasFeature(Embedded)\ndefer { withExtendedLifetime(owner) {} }\n#endif")
      }
      writer.line(
        "guard UInt(bitPattern: memory) % \(plan.memory.alignment) == 0 else { throw .misaligned }")
      printViews(used, to: &writer)
      scratch.print(Set(runs.flatMap { facts.scratch(of: $0.name) }), to: &writer)
      for run in runs {
        let arguments =
          run.parameters.filter { $0.type != .context }.map { argument($0.name) }
          + facts.scratch(of: run.name).map(\.name)
        if run.canFail {
          writer.list(
            "guard Self.\(run.name)", items: arguments, tail: " else { throw .input }")
        } else {
          writer.list("Self.\(run.name)", items: arguments)
        }
      }
      printEnd(to: &writer)
    }
    writer.line("}\n")
  }
}
