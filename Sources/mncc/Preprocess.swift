import ArgumentParser
import Driver

struct Preprocess: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Turn an image into the input of the generated code.",
    discussion: """
      Resizes, crops and normalises as the model says, and writes the elements as raw little-endian
      floats, row by row, channels fastest: what NAME_run takes.

        mncc preprocess Graphs/v2.json coffee.png -o coffee.f32
      """)

  @OptionGroup var model: ModelArguments

  @Argument(help: "A PNG or JPEG file.", completion: .file(extensions: ["png", "jpg", "jpeg"]))
  var image: String

  @Option(name: .shortAndLong, help: "The file to write.", completion: .file())
  var output: String

  func run() throws {
    try write([(output, try preprocess(try model.request(), image: image))])
  }
}
