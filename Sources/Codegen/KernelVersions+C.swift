import Basics
import Kernels

extension KernelVersions {
  /// Prints all versions, and under the kernel's own name a function that asks which of them to call.
  ///
  /// `number` is that of the kernel, which `PREFIX_start` and `PREFIX_stop` are told.
  func print(
    number: Int, prefix: String, lower: (Function) -> Function, to writer: inout CodeWriter
  ) {
    for (version, function) in functions.enumerated() {
      var named = lower(function)
      named.name = versionName(version)
      CPrinter.print(named, isKernel: true, to: &writer)
    }
    let parameters = functions[0].parameters
    writer.block("static void \(name)", items: parameters.map(CPrinter.declaration)) { writer in
      writer.block("switch (\(prefix)_start(\(number)))") { writer in
        for version in functions.indices {
          let label = version + 1 < functions.count ? "case \(version):" : "default:"
          writer.line(
            "\(label) \(versionName(version))(", items: parameters.map(\.name), tail: "); break;")
        }
      }
      writer.line("\(prefix)_stop(\(number));")
    }
    writer.line()
  }

  private func versionName(_ version: Int) -> String { "\(name)_tile\(tiles[version])" }

  /// The declarations of the functions that are told.
  static func printHooks(prefix: String, to writer: inout CodeWriter) {
    writer.line(
      """
      /* Told the number of a kernel that starts, of which it says the version, and that ends. */
      size_t \(prefix)_start(size_t kernel);
      void \(prefix)_stop(size_t kernel);

      """)
  }
}
