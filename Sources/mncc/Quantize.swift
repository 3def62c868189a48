import ArgumentParser
import Basics
import Driver

struct Quantize: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Turn a network of floats into one of 8-bit integers.",
    discussion: """
      Looks at what the maps of the network hold for typical inputs, chooses scales, and writes the
      network on integers in text form, which every other command takes. Prints how near it is to the
      one on floats for these inputs.

        mncc quantize Graphs/v2.json --weights mobilenet_v2-b0353104.pth --images photos -o v2.int8.mnir
        mncc compile v2.int8.mnir -o model.c
      """)

  @OptionGroup var model: ModelArguments

  @Option(
    help: "A folder with PNG and JPEG files; where they are few, several crops of each are taken.",
    completion: .directory)
  var images: String?

  @Option(
    help: ArgumentHelp(
      "Inputs as they are after preprocessing: arrays of height x width x channels, or channels first,"
        + " or stacks of them.", valueName: "file"),
    completion: .file(extensions: ["npz"]))
  var npz: String?

  @Option(help: "How many inputs to look at, at most.")
  var count = 128

  @Option(
    help: ArgumentHelp(
      "How ranges are chosen from what was seen: \(QuantizeOptions.calibrations.joined(separator: ", "))."
    ))
  var calibrate = "percentile"

  @Option(help: "How many percent of the elements a range must cover at each end.")
  var percentile = 99.99

  @Option(
    help: "Whether small channels are enlarged first, which the next op takes back: on, off.")
  var equalise = Switch.on

  @Option(help: "Whether biases make up for what rounding does to kernels: on, off.")
  var correctBias = Switch.on

  @Option(
    help: ArgumentHelp(
      "The arithmetic of results: TFLite's (double), XNNPACK's (single), ONNX Runtime's (even)."))
  var rounding = "double"

  @Option(
    help: ArgumentHelp("The C compiler, with its own options if need be.", valueName: "command"))
  var cc: String?

  @Flag(help: "Print the report as JSON.")
  var json = false

  @Option(
    name: .shortAndLong, help: "The file to write.", completion: .file(extensions: ["mnir"]))
  var output: String

  enum Switch: String, ExpressibleByArgument, CaseIterable { case on, off }

  mutating func validate() throws {
    guard (images == nil) != (npz == nil) else {
      throw ValidationError("expected typical inputs, from --images FOLDER or --npz FILE")
    }
    guard output.hasSuffix(".mnir") else {
      throw ValidationError("found -o \(output), expected a file that ends in .mnir")
    }
  }

  func run() throws {
    var options = QuantizeOptions(
      samples: images.map { .images(folder: $0) } ?? .arrays(file: npz ?? ""))
    options.count = count
    options.calibrate = calibrate
    options.percentile = percentile
    options.equalizes = equalise == .on
    options.correctsBiases = correctBias == .on
    options.rounding = rounding
    options.compiler = cc
    let model = try quantize(try self.model.request(), options) { event in
      switch event {
      case .phase(let text): Terminal.progress(text)
      case .inputs(let text, let done, let all): Terminal.bar(text, done, of: all)
      }
    }
    try write([(output, model.text)])
    Terminal.notes(model.report.notes)
    print(json ? try encoded(model.report) : text(model.report))
  }

  /// The report for people.
  private func text(_ report: QuantizeReport) -> String {
    var table = Table(["layer", "op", "scale", "zero", "dB"], rightAligned: [2, 3, 4])
    for layer in report.layers {
      table.add([
        layer.name, layer.op, "\(layer.scale)", "\(layer.zeroPoint)",
        layer.signalToNoise.map { decimal($0, 1) } ?? "",
      ])
    }
    let share = Double(report.sameTopClass) / Double(report.inputs)
    return table.text + """
      \(report.model), \(report.weights), \(grouped(report.inputs)) inputs; beside the network on floats:
      same top class \(report.sameTopClass) of \(report.inputs) (\(percent(share))), cosine \
      \(decimal(report.cosine, 5)), probability elsewhere \(percent(report.probabilityDistance)), at most \
      \(percent(report.largestDifference)) of one class
      \(output): weights \(grouped(report.weightBytes)) bytes
      """
  }
}
