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
    let pointers = facts.sourceCount + facts.destinationCount
    writer.line("/// Bytes that `run` needs, of which \(plan.arenaSize) hold what the plan keeps.")
    let stride = pointers == 0 ? "" : " + \(pointers) * MemoryLayout<Source>.stride"
    writer.line("public static var arenaSize: Int { \(pointerStart)\(stride) }")
    writer.line("public static var arenaAlignment: Int { \(plan.alignment) }")
    if hasWeights { writer.line("public static var weightByteCount: Int { \(weightCount) }") }
    printShapes("input", graph.inputs, to: &writer)
    printShapes("output", graph.outputs, to: &writer)
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
      writer.line("/// An element of the input is (pixel * scale - mean[channel]) / std[channel].")
      writer.line("public static var inputScale: Float { \(SwiftPrinter.float(facts.scale)) }")
      writer.line("public static var inputMean: \(type) { (\(mean.joined(separator: ", "))) }")
      writer.line("public static var inputStd: \(type) { (\(deviation.joined(separator: ", "))) }")
    }
    writer.line()
  }

  private func printShapes(_ word: String, _ values: [ValueID], to writer: inout CodeWriter) {
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
    }
  }

  /// Where the zeros and the tables of pointers start, in bytes, behind the plan.
  private var zeroStart: Int { (plan.memory.arenaSize + 15) / 16 * 16 }
  private var pointerStart: Int {
    let pointers = facts.sourceCount + facts.destinationCount
    if code.zeroCount + pointers == 0 { return plan.memory.arenaSize }
    return (zeroStart + 4 * code.zeroCount + 15) / 16 * 16
  }

  // MARK: Creation

  private func printCreation(to writer: inout CodeWriter) {
    guard hasWeights else { return writer.line("public init() {}\n") }
    writer.line(
      """
      private let weights: UnsafePointer<Float>
      #if !hasFeature(Embedded)
      /// Keeps the weights where they are, if this has mapped them.
      private let owner: AnyObject?
      #endif

      /// Weights in memory, which must stay there; `count` is their bytes.
      public init(weights: UnsafeRawPointer, count: Int) throws(Failure) {
        guard count == Self.weightByteCount else { throw .weightCount(found: count) }
        guard UInt(bitPattern: weights) % 4 == 0 else { throw .misaligned }
        self.weights = weights.assumingMemoryBound(to: Float.self)
        #if !hasFeature(Embedded)
        owner = nil
        #endif
      }

      #if !hasFeature(Embedded) && !os(Windows)
      /// Weights in a file, which is mapped.
      public init(weights path: String) throws(Failure) {
        let file = try MappedFile(path)
        guard file.count == Self.weightByteCount else { throw .weightCount(found: file.count) }
        weights = file.start.assumingMemoryBound(to: Float.self)
        owner = file
      }
      #endif

      """)
  }

  // MARK: The run

  /// The constants that stand for the memory behind the plan.
  private func printScratch(_ used: Set<SwiftFacts.Scratch>, to writer: inout CodeWriter) {
    if used.contains(.zeros) {
      writer.line("let zeros = arena + \(zeroStart / 4)")
      writer.line("zeros.initialize(repeating: 0, count: \(code.zeroCount))")
    }
    func table(_ name: SwiftFacts.Scratch, _ type: String, _ count: Int, after: Int) {
      guard used.contains(name) else { return }
      let offset = after == 0 ? "" : " + \(after) * MemoryLayout<Source>.stride"
      writer.line("let \(name.rawValue) = (memory + \(pointerStart)\(offset))")
      writer.line("  .bindMemory(to: \(type).self, capacity: \(count))")
    }
    table(.sources, "Source", facts.sourceCount, after: 0)
    table(.destinations, "Destination", facts.destinationCount, after: facts.sourceCount)
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
    let scratch = Set(runs.flatMap { facts.scratch(of: $0.name) })
    let used = Set(runs.flatMap(\.parameters).map(\.name))
    writer.list("public func run", items: runParameters, tail: " throws(Failure) {")
    writer.indented { writer in
      if hasWeights {
        writer.line("#if !hasFeature(Embedded)\ndefer { withExtendedLifetime(owner) {} }\n#endif")
      }
      writer.line(
        "guard UInt(bitPattern: memory) % \(plan.memory.alignment) == 0 else { throw .misaligned }")
      if used.contains("arena") || scratch.contains(.zeros) {
        let bytes = zeroStart / 4 + code.zeroCount
        writer.line("let arena = memory.bindMemory(to: Float.self, capacity: \(bytes))")
      }
      printScratch(scratch, to: &writer)
      for run in runs {
        let arguments =
          run.parameters.filter { $0.type != .context }.map(\.name)
          + facts.scratch(of: run.name).map(\.rawValue)
        if run.canFail {
          writer.list(
            "guard Self.\(run.name)", items: arguments, tail: " else { throw .input }")
        } else {
          writer.list("Self.\(run.name)", items: arguments)
        }
      }
    }
    writer.line("}\n")
  }
}
