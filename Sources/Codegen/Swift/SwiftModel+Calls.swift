import Basics
import IR
import Kernels
import Plan

extension SwiftModel {
  /// How a caller hands an input over.
  struct Feed {
    /// `input`, or with a number where there are several.
    let name: String
    let count: Int
    /// Numbers in a row.
    let rowCount: Int
    let scalar: Scalar
    let style: InputStyle
    /// The closure that delivers rows: what callers see, and what the program says.
    let label: String
    let closure: String

    var isDelivered: Bool { if case .rows = style { true } else { false } }
    var element: String { SwiftPrinter.element(scalar) }
    var byteCount: Int { count * (scalar == .float ? 4 : 1) }
  }

  var feeds: [Feed] {
    graph.inputs.indices.map { index in
      let shape = graph.shape(of: graph.inputs[index])
      return Feed(
        name: code.inputName(index), count: shape.count, rowCount: shape.rowCount,
        scalar: code.portScalar(ofInput: index), style: plan.style(ofInput: index),
        label: code.numbered("nextRow", index, of: graph.inputs.count),
        closure: code.rowName(index))
    }
  }

  /// What a caller gets.
  struct Result {
    let name: String
    let count: Int
    let scalar: Scalar

    var element: String { SwiftPrinter.element(scalar) }
  }

  var results: [Result] {
    graph.outputs.enumerated().map { index, value in
      Result(
        name: code.outputName(index), count: graph.shape(of: value).count,
        scalar: code.portScalar(ofOutput: index))
    }
  }

  /// The parameters of `run`.
  var runParameters: [String] {
    let inputs = feeds.compactMap { feed -> String? in
      switch feed.style {
      case .pointer: "\(feed.name): UnsafePointer<\(feed.element)>"
      case .arena: nil
      case .rows:
        "\(feed.label) \(feed.closure): (Int, UnsafeMutablePointer<\(feed.element)>) -> Bool"
      }
    }
    return inputs + results.map { "\($0.name): UnsafeMutablePointer<\($0.element)>" }
      + ["arena memory: UnsafeMutableRawPointer"]
  }

  /// What takes whole inputs, and rows, and gives arrays.
  func printPredict(to writer: inout CodeWriter) {
    let arrays = results.map { "[\($0.element)]" }
    let result = arrays.count == 1 ? arrays[0] : "(\(arrays.joined(separator: ", ")))"
    writer.line("/// Computes the network in memory of its own.")
    if feeds.contains(where: \.isDelivered) {
      writer.line(
        """
        ///
        /// `nextRow` is called once for each row of the input, from 0 on and in order; what it throws
        /// ends the computation.
        """)
    }
    writer.list(
      "public func predict", items: parameters { "UnsafeBufferPointer<\($0)>" },
      tail: " throws -> \(result) {")
    writer.indented(printPrediction)
    writer.line("}")
    guard feeds.contains(where: { !$0.isDelivered }) else { return }
    writer.line("\n/// Computes the network in memory of its own.")
    writer.list(
      "public func predict", items: parameters { "[\($0)]" }, tail: " throws -> \(result) {")
    writer.indented {
      let arguments = feeds.map { $0.isDelivered ? "\($0.label): \($0.label)" : $0.name }
      print("try predict(\(arguments.joined(separator: ", ")))", feeds[...], to: &$0)
    }
    writer.line("}")
  }

  private func parameters(_ type: (_ element: String) -> String) -> [String] {
    feeds.map { feed in
      feed.isDelivered
        ? "\(feed.label): (Int, UnsafeMutableBufferPointer<\(feed.element)>) throws -> Void"
        : "_ \(feed.name): \(type(feed.element))"
    }
  }

  /// A call inside of closures that point to the arrays.
  private func print(_ call: String, _ feeds: ArraySlice<Feed>, to writer: inout CodeWriter) {
    guard let feed = feeds.first else { return writer.line(call) }
    if feed.isDelivered { return print(call, feeds.dropFirst(), to: &writer) }
    writer.line("try \(feed.name).withUnsafeBufferPointer { \(feed.name) in")
    writer.indented { print(call, feeds.dropFirst(), to: &$0) }
    writer.line("}")
  }

  private func printPrediction(to writer: inout CodeWriter) {
    for feed in feeds where !feed.isDelivered {
      let name = feed.name
      writer.line(
        """
        guard \(name).count == \(feed.count), let \(name) = \(name).baseAddress else {
          throw Failure.inputCount(found: \(name).count)
        }
        """)
    }
    // Vectors that straddle no cache lines are read faster than others.
    writer.line(
      """
      let arena = UnsafeMutableRawPointer.allocate(byteCount: Self.arenaSize, alignment: 64)
      defer { arena.deallocate() }
      """)
    for result in results {
      writer.line(
        "let \(result.name) ="
          + " UnsafeMutablePointer<\(result.element)>.allocate(capacity: \(result.count))")
      writer.line("defer { \(result.name).deallocate() }")
    }
    for feed in feeds {
      guard case .arena(let offset) = feed.style else { continue }
      writer.line(
        "(arena + \(offset)).copyMemory(from: \(feed.name), byteCount: \(feed.byteCount))")
    }
    let others = results.map { "\($0.name): \($0.name)" } + ["arena: arena"]
    let pointers = feeds.compactMap { feed -> String? in
      switch feed.style {
      case .pointer: "\(feed.name): \(feed.name)"
      case .arena: nil
      case .rows: "\(feed.label): \(feed.closure)"
      }
    }
    let call = "try run(\((pointers + others).joined(separator: ", ")))"
    if feeds.contains(where: \.isDelivered) {
      writer.line("var failure: (any Error)?")
      for feed in feeds where feed.isDelivered { printClosure(of: feed, to: &writer) }
      writer.line("do {\n  \(call)\n} catch {\n  throw failure ?? error\n}")
    } else {
      writer.line(call)
    }
    let arrays = results.map { "Array(UnsafeBufferPointer(start: \($0.name), count: \($0.count)))" }
    if arrays.count == 1 { return writer.line("return \(arrays[0])") }
    writer.line("return (", items: arrays, tail: ")")
  }

  /// A closure that keeps what the caller's throws.
  private func printClosure(of feed: Feed, to writer: inout CodeWriter) {
    writer.line(
      """
      func \(feed.closure)(_ y: Int, _ row: UnsafeMutablePointer<\(feed.element)>) -> Bool {
        do {
          try \(feed.label)(y, UnsafeMutableBufferPointer(start: row, count: \(feed.rowCount)))
          return true
        } catch let thrown {
          failure = thrown
          return false
        }
      }
      """)
  }
}
