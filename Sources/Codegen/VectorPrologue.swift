import Basics
import Kernels
import Targets

/// What stands around code that spells out vectors: the instruction set of its own that the file asks
/// for, and what its names for vectors mean.
struct VectorPrologue {
  private let target: Target
  /// The operations that the code uses.
  private let operations: [(VectorInstructions, VectorOperation)]
  private let integers: [(IntegerInstructions, IntegerOperation)]

  init(_ target: Target, for words: CodeWords) {
    self.target = target
    operations = target.vectors.flatMap { vectors in
      VectorOperation.allCases.map { (vectors, $0) }
    }.filter { vectors, operation in
      vectors[operation] != nil
        && words.called.contains(VectorName.operation(operation, lanes: vectors.lanes))
    }
    integers = target.integers.flatMap { vectors in
      IntegerOperation.allCases.map { (vectors, $0) }
    }.filter { vectors, operation in
      vectors[operation] != nil
        && words.called.contains(VectorName.integers(operation, lanes: vectors.lanes))
    }
  }

  func print(to writer: inout CodeWriter) {
    guard let header = target.vectorHeader, let architecture = target.architecture else { return }
    let checks = architecture.macros.map { "!defined(\($0))" }.joined(separator: " && ")
    writer.line(
      """
      #if \(checks)
      #error "this file is for \(target.summary)"
      #endif

      """)
    for macro in target.clangMacros {
      writer.line(
        """
        /* Before version 16 Clang declares only what the whole file is compiled for. */
        #if defined(__clang__) && !defined(\(macro))
        #define \(macro) 1
        #endif

        """)
    }
    writer.line("#include <\(header)>\n")
    if !target.warningsOfMacros.isEmpty {
      writer.line(
        """
        #if defined(__GNUC__) && !defined(__clang__) && !defined(__OPTIMIZE__)
        /* GCC's intrinsics are macros then, of whose conversions it warns. */
        """)
      for warning in target.warningsOfMacros {
        writer.line("#pragma GCC diagnostic ignored \"-W\(warning)\"")
      }
      writer.line("#endif\n")
    }
    if !target.features.isEmpty {
      let features = target.features.joined(separator: ",")
      // A line holds no more than a page is wide.
      let place = features.utf8.count > 55 ? "\\\n    \"\(features)\" \\\n    " : "\"\(features)\""
      writer.line(
        """
        /* The instructions that this file needs, whatever the compiler is told. */
        #if defined(__clang__)
        #pragma clang attribute push( \\
          __attribute__((target(\(place)))), apply_to = function)
        #elif defined(__GNUC__)
        #pragma GCC push_options
        #pragma GCC target("\(target.gccTarget ?? features)")
        #endif

        """)
    }
    if !operations.isEmpty {
      writer.line("/* Vectors of floats, and what is done with them lane by lane. */")
    }
    for vectors in target.vectors where operations.contains(where: { $0.0 == vectors }) {
      writer.line("typedef \(vectors.type) \(VectorName.type(lanes: vectors.lanes));")
    }
    for (vectors, operation) in operations {
      guard let spelling = vectors[operation]?.code else { continue }
      let operands = operation.operands(lanes: vectors.lanes).joined(separator: ", ")
      let name = VectorName.operation(operation, lanes: vectors.lanes)
      let definition = "#define \(name)(\(operands)) \(spelling)"
      let isLong = definition.utf8.count > 100
      writer.line(isLong ? "#define \(name)(\(operands)) \\\n  \(spelling)" : definition)
    }
    if !operations.isEmpty || !integers.isEmpty { writer.line() }
    printIntegers(to: &writer)
  }

  private func printIntegers(to writer: inout CodeWriter) {
    guard !integers.isEmpty else { return }
    writer.line("/* Vectors of 32-bit integers, and what is done with them lane by lane. */")
    for vectors in target.integers where integers.contains(where: { $0.0 == vectors }) {
      writer.line("typedef \(vectors.type) \(VectorName.integers(lanes: vectors.lanes));")
    }
    let words = CodeWords(of: integers.compactMap { $0[$1]?.code }.joined(separator: "\n"))
    for (name, type) in [
      ("two_bytes", "int16_t"), ("four_bytes", "int32_t"), ("eight_bytes", "int64_t"),
    ]
    where words.called.contains(name) {
      writer.line(
        """
        static inline \(type) \(name)(const int8_t *from) {
          \(type) all;
          memcpy(&all, from, sizeof all);
          return all;
        }
        """)
    }
    for (vectors, operation) in integers {
      guard let spelling = vectors[operation]?.code else { continue }
      let name = VectorName.integers(operation, lanes: vectors.lanes)
      if spelling.contains(";" as Character) {
        print(name, operation, spelling, type: VectorName.integers(lanes: vectors.lanes), &writer)
        continue
      }
      let operands = operation.operands.joined(separator: ", ")
      let definition = "#define \(name)(\(operands)) \(spelling)"
      let isLong = definition.utf8.count > 100
      writer.line(isLong ? "#define \(name)(\(operands)) \\\n  \(spelling)" : definition)
    }
    writer.line()
  }

  private func print(
    _ name: String, _ operation: IntegerOperation, _ body: String, type: String,
    _ writer: inout CodeWriter
  ) {
    let operands = operation.operands
    let parameters = operands.enumerated().map { index, operand in
      guard index < operands.count - operation.numbers else { return "int32_t \(operand)" }
      guard index < operation.pointers else { return "\(type) \(operand)" }
      return (index < operation.destinations ? "" : "const ") + "int8_t *\(operand)"
    }
    writer.block(
      "static inline \(operation.destinations > 0 ? "void" : type) \(name)", items: parameters
    ) { $0.line(body) }
  }

  /// What ends the file.
  func printEnd(to writer: inout CodeWriter) {
    guard !target.features.isEmpty else { return }
    writer.line(
      """

      #if defined(__clang__)
      #pragma clang attribute pop
      #elif defined(__GNUC__)
      #pragma GCC pop_options
      #endif
      """)
  }
}
