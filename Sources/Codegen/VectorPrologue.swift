import Basics
import Kernels
import Targets

/// What stands around code that spells out vectors: the instruction set of its own that the file asks
/// for, and what its names for vectors mean.
struct VectorPrologue {
  private let target: Target
  /// The operations that the code uses.
  private let operations: [(VectorInstructions, VectorOperation)]

  init(_ target: Target, for code: String) {
    self.target = target
    operations = target.vectors.flatMap { vectors in
      VectorOperation.allCases.map { (vectors, $0) }
    }.filter { vectors, operation in
      vectors[operation] != nil
        && code.contains(VectorName.operation(operation, lanes: vectors.lanes) + "(")
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

      #include <\(header)>

      """)
    if !target.features.isEmpty {
      let features = target.features.joined(separator: ",")
      writer.line(
        """
        /* The instructions that this file needs, whatever the compiler is told. */
        #if defined(__clang__)
        #pragma clang attribute push( \\
          __attribute__((target("\(features)"))), apply_to = function)
        #elif defined(__GNUC__)
        #pragma GCC push_options
        #pragma GCC target("\(features)")
        #endif

        """)
    }
    writer.line("/* Vectors of floats, and what is done with them lane by lane. */")
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
    writer.line()
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
