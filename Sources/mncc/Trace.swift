import ArgumentParser
import Driver

struct Trace: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run the generated code and keep what every op makes.",
    discussion: """
      For comparing layer by layer with another implementation. Inputs and results are arrays of
      numpy.savez; results have the names of the model's tensors and lie as
      [inputs, height, width, channels]. Integers of uint8 tensors are less 128 there. What became
      part of another op has no array of its own.

        mncc trace model.tflite --npz images.npz -o tensors.npz
      """)

  @OptionGroup var model: ModelArguments
  @OptionGroup var plan: CompileArguments

  @Option(
    help: ArgumentHelp(
      "Inputs as the model takes them: arrays with channels side by side or first, one each or"
        + " stacked; where the model has several inputs, each array called like its input.",
      valueName: "file"),
    completion: .file(extensions: ["npz"]))
  var npz: String

  @Option(
    name: .shortAndLong, help: "The file to write.", completion: .file(extensions: ["npz"]))
  var output: String

  func run() throws {
    let report = try trace(
      try model.request(), try plan.options(), inputs: npz, to: output,
      progress: Terminal.progress)
    Terminal.notes(report.notes)
    print("\(output): \(report.names.count) arrays of \(report.inputs) inputs")
  }
}
