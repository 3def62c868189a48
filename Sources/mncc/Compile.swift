import ArgumentParser
import Basics
import Driver
import Foundation

struct Compile: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compile a model to C.",
    discussion: """
      Writes the C file and its header beside it. Exported names begin with the name of the file.

        mncc compile Graphs/v2.json -o model.c
        mncc compile Graphs/v1.json --width 0.25 --resolution 96 --optimize ram -o tiny.c
      """)

  @OptionGroup var model: ModelArguments
  @OptionGroup var plan: CompileArguments

  @Option(name: .shortAndLong, help: "The C file to write.", completion: .file(extensions: ["c"]))
  var output: String

  @Option(help: "The prefix of exported names, if not the name of the file.")
  var name: String?

  mutating func validate() throws {
    guard output.hasSuffix(".c"), lastComponent(output) != ".c" else {
      throw ValidationError("found -o \(output), expected the name of a C file such as model.c")
    }
  }

  func run() throws {
    var options = try plan.options()
    options.name = name ?? String(lastComponent(output).dropLast(2))
    let header = String(output.dropLast(2)) + ".h"
    options.header = lastComponent(header)
    if options.looksForMemory { Terminal.progress("looking for a plan of little memory") }
    let model = try compile(try self.model.request(), options, observe: show)
    Terminal.notes(model.notes)
    try write([(output, model.source), (header, model.header)])
    print(
      "\(output), \(lastComponent(header)): arena \(grouped(model.arenaSize)) bytes,"
        + " weights \(grouped(model.weightBytes)) bytes")
  }
}

/// Shows what a pass did.
func show(_ event: PassEvent) {
  switch event {
  case .graph(let pass, let text): print("// after \(pass)\n\(text)")
  case .unchanged(let pass): print("// after \(pass): unchanged")
  case .time(let pass, let seconds):
    Terminal.line(String(format: "%8.3f ms  %@", seconds * 1e3, pass))
  case .picture(let path, let svg):
    do { try write([(path, svg)]) } catch { Terminal.line("\(error)") }
  }
}

func lastComponent(_ path: String) -> String {
  path.split(separator: "/").last.map(String.init) ?? path
}
