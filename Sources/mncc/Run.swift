import ArgumentParser
import Basics
import Driver
import Foundation

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Classify an image with the generated code.",
    discussion: """
      Compiles the model with $CC (cc unless set), runs it, and prints the five most likely classes.
      Without a C compiler the reference answers, and the output says so.

        mncc run Graphs/v2.json --weights mobilenet_v2-b0353104.pth coffee.png
      """)

  @OptionGroup var model: ModelArguments

  @Argument(help: "A PNG or JPEG file.", completion: .file(extensions: ["png", "jpg", "jpeg"]))
  var image: String

  @OptionGroup var plan: CompileArguments

  func run() throws {
    let report = try Driver.run(
      try model.request(), try plan.options(), image: image, progress: Terminal.progress)
    Terminal.notes(report.notes)
    for prediction in report.predictions {
      let name = prediction.label ?? "class \(prediction.index)"
      print(String(format: "%6.2f %%  %@", prediction.probability * 100, name))
    }
    if let compiler = report.compiler, let milliseconds = report.milliseconds {
      print(
        String(
          format: "%.1f ms, arena %@ bytes, %@; compiled with %@ in %.1f s", milliseconds,
          grouped(report.arenaSize), report.weights, compiler, report.compileSeconds))
    } else {
      print("answered by the reference, not by generated code: no C compiler was found")
    }
  }
}
