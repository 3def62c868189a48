import ArgumentParser
import Driver

/// The command line: arguments in, exit codes out.
///
/// Nothing below this module prints.
@main
struct Mncc: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mncc",
    abstract: "Compiles a MobileNet to one C file that needs little memory and nothing else.",
    discussion: """
      A MODEL is a definition (Graphs/v2.json), a graph in text form (.mnir), or a file of ONNX or
      TFLite.

        mncc compile Graphs/v2.json -o model.c
        mncc inspect Graphs/v2.json
        mncc run Graphs/v2.json --weights mobilenet_v2-b0353104.pth photo.png

      Exit codes: 0 ok, 1 usage, 2 bad file, 3 unsupported, 4 does not fit the budget,
      5 verification failed.
      """,
    version: Driver.version,
    subcommands: [
      Compile.self, Quantize.self, Inspect.self, Render.self, Run.self, Verify.self, Trace.self,
      Bench.self, Tune.self, Preprocess.self, Allocate.self,
    ])

  /// Like the library's own entry, but a mistake in the arguments exits with 1.
  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let failure as Failure {
      Terminal.error(failure)
      Terminal.exit(failure.exitCode)
    } catch {
      let code = exitCode(for: error)
      let isUsage = code == .validationFailure
      let message = fullMessage(for: error)
      if code == .success {
        print(message)
      } else if !message.isEmpty {
        Terminal.line(message)
      }
      Terminal.exit(isUsage ? 1 : code.rawValue)
    }
  }
}
