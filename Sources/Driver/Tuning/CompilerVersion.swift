import Basics
import Formats

extension CCompiler {
  /// The compiler, its version and its own options, by whatever name it is called: `GCC 12.2.0`.
  func version() throws(Rejection) -> String {
    let answer = try withTemporaryFolder { folder throws(Rejection) -> ProgramResult in
      let source = folder + "/version.c"
      // A name that is no macro stays as it is.
      try writeFile(source, Array("__VERSION__\n__clang__\n".utf8))
      return try run(command + ["-E", "-P", source])
    }
    let lines = answer.output.split(separator: "\n").map { String($0).trimming }.filter {
      !$0.isEmpty
    }
    guard answer.status == 0, lines.count == 2, lines[0] != "__VERSION__" else {
      throw Rejection(
        .unsupported, "cc.version", "\(command.joined(separator: " ")) does not tell its version")
    }
    let name = lines[0].replacing("\"", with: "").trimming
    let spelled = lines[1] == "__clang__" ? "GCC \(name)" : name
    return ([spelled] + command.dropFirst()).joined(separator: " ")
  }
}
