import ArgumentParser
import Driver
import Foundation

/// The arguments that say which model is meant.
struct ModelArguments: ParsableArguments {
  @Argument(
    help: "A definition (.json), a graph in text form (.mnir), or a model of ONNX or TFLite.",
    completion: .file())
  var model: String

  @Option(
    help: "A weight file: .pth, .pt, .safetensors or .npz. Seeded weights without it.",
    completion: .file())
  var weights: String?

  @Option(help: "The width multiplier, such as 0.35.")
  var width: Double?

  @Option(help: "The size of the input, N or HEIGHTxWIDTH.")
  var resolution: String?

  @Option(help: "The number of classes.")
  var classes: Int?

  @Option(
    help: ArgumentHelp(
      "Whose rules of padding, rounding, epsilon and names: "
        + ModelRequest.dialects.joined(separator: ", ") + "."))
  var dialect: String?

  func request() throws -> ModelRequest {
    var request = ModelRequest(path: model)
    request.weights = weights
    request.width = width
    request.classes = classes
    request.dialect = dialect
    if let resolution {
      let parts = resolution.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
      guard (1...2).contains(parts.count), let height = parts[0], let width = parts[parts.count - 1]
      else {
        throw ValidationError(
          "found --resolution \(resolution), expected a size such as 224 or 192x256")
      }
      request.resolution = (height, width)
    }
    return request
  }
}

/// The arguments that say how to plan and what to show of the passes.
struct CompileArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What the plan is for: \(CompileOptions.objectives.joined(separator: ", "))."))
  var optimize = "latency"

  @Option(
    help: ArgumentHelp(
      "The channel split: auto, or at most N slices wherever that takes less memory.",
      valueName: "auto|N"))
  var ways = "auto"

  @Option(
    help: ArgumentHelp(
      "The most memory the arena may take, such as 320K or 1M; the fastest plan that fits.",
      valueName: "size"))
  var ram: String?

  @Option(
    help: ArgumentHelp(
      "Whether the slices of a block run one after the other, or all of them inside of each row:"
        + " \(CompileOptions.splitModes.joined(separator: ", "))."))
  var split = "auto"

  @Option(
    help: ArgumentHelp(
      "Whether values may exist a few rows or pixels at a time:"
        + " \(CompileOptions.ringModes.joined(separator: ", "))."))
  var rings = "auto"

  @Option(
    help: ArgumentHelp(
      "Stripes of columns, one after the other, with what their borders need done again: auto, or N"
        + " wherever that takes less memory.",
      valueName: "auto|N"))
  var stripes = "auto"

  @Option(
    help: ArgumentHelp(
      "How many times the multiply-adds of the model a plan may take to save memory, such as 1.1;"
        + " 1 unless memory is what the plan is for, then 1.25.",
      valueName: "factor"))
  var recompute: Double?

  @Option(
    help: ArgumentHelp(
      "Where the input is: in memory of the caller and not counted, in the arena, or delivered row"
        + " by row: \(CompileOptions.inputModes.joined(separator: ", "))."))
  var input = "caller"

  @Option(
    help: ArgumentHelp(
      "How the input lies, with the channels of a pixel side by side or one channel after the other;"
        + " of rows that are delivered, each row: \(CompileOptions.inputLayouts.joined(separator: ", "));"
        + " as in the model's file unless given."
    ))
  var inputLayout: String?

  @Option(
    help: ArgumentHelp(
      "What the caller has where the model has integers: \(CompileOptions.ioTypes.joined(separator: ", "));"
        + " as in the file without it.",
      valueName: "type"))
  var io: String?

  @Option(
    help: ArgumentHelp(
      "The machine the code is for: \(CompileOptions.targets.joined(separator: ", ")), the best of"
        + " the others for this machine."))
  var target = "generic"

  @Option(
    help: ArgumentHelp(
      "How many threads share the work. C only; the threads are the caller's, each calls NAME_run_part.",
      valueName: "N"))
  var threads = 1

  @Flag(
    help:
      "Take the register tiles that mncc tune measured on this machine with $CC (cc unless set).")
  var tuned = false

  @Option(
    help: ArgumentHelp(
      "The file that mncc tune keeps its results in, if not tuned.json in $XDG_CACHE_HOME/mncc or"
        + " ~/.cache/mncc.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var cache: String?

  @Flag(help: "Print the graph after every pass.")
  var printAfterAll = false

  @Option(help: ArgumentHelp("Print the graph after this pass.", valueName: "pass"))
  var printAfter: [String] = []

  @Flag(help: "Print the graph after each pass that changes it.")
  var printChanged = false

  @Option(
    help: ArgumentHelp("Write a numbered SVG after each pass.", valueName: "folder"),
    completion: .directory)
  var dumpGraph: String?

  @Flag(help: "Check the graph after each pass.")
  var verifyEach = false

  @Flag(help: "Print how long each pass takes.")
  var timePasses = false

  func options() throws -> CompileOptions {
    var options = CompileOptions()
    options.optimize = optimize
    options.target = target
    options.threads = threads
    options.split = split
    options.rings = rings
    if let ram {
      guard let size = bytes(ram) else {
        throw ValidationError("found --ram \(ram), expected a size such as 131072, 320K or 1M")
      }
      options.budget = size
    }
    options.input = input
    options.inputLayout = inputLayout
    options.io = io
    options.recompute = recompute
    if stripes != "auto" {
      guard let count = Int(stripes) else {
        throw ValidationError("found --stripes \(stripes), expected auto or a number such as 4")
      }
      options.stripes = count
    }
    if ways != "auto" {
      guard let count = Int(ways) else {
        throw ValidationError("found --ways \(ways), expected auto or a number such as 4")
      }
      options.ways = count
    }
    if tuned {
      var places = TunedOptions()
      places.cache = cache
      options.tuned = places
    }
    options.passes.printAfterAll = printAfterAll
    options.passes.printAfter = printAfter
    options.passes.printChanged = printChanged
    options.passes.dumpGraphs = dumpGraph
    options.passes.verifyEach = verifyEach
    options.passes.timePasses = timePasses
    return options
  }
}

/// A number of bytes, or of 1024 (K) or 1024 times 1024 (M) of them.
private func bytes(_ text: String) -> Int? {
  let units: [Character: Int] = ["K": 1024, "M": 1024 * 1024]
  let unit = text.last.flatMap { units[Character($0.uppercased())] }
  guard let number = Int(unit == nil ? text[...] : text.dropLast()), number > 0 else { return nil }
  let (size, overflow) = number.multipliedReportingOverflow(by: unit ?? 1)
  return overflow ? nil : size
}
