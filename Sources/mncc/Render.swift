import ArgumentParser
import Driver

struct Render: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw a model's graph.",
    discussion: """
      The format follows from the name of the file: svg, png, pdf or dot.

        mncc render Graphs/v2.json -o v2.svg
        mncc render Graphs/v2.json --stage imported -o v2.png
      """)

  @OptionGroup var model: ModelArguments

  @Option(name: .shortAndLong, help: "The file to write.", completion: .file())
  var output: String

  @Option(help: "The graph as imported, or after all passes.")
  var stage = GraphStage.fused

  func run() throws {
    let picture = try render(try model.request(), stage: stage, as: output)
    try write([(output, picture)])
  }
}

extension GraphStage: ExpressibleByArgument {}
