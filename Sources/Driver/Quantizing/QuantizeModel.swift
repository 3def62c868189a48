import Basics
import Formats
import IR
import Passes
import PostTraining

/// How to turn a network of floats into one of integers.
public struct QuantizeOptions: Sendable {
  /// Where typical inputs come from.
  public enum Samples: Sendable {
    /// The images of a folder.
    case images(folder: String)
    /// The arrays of a `.npz` file.
    case arrays(file: String)
  }

  public var samples: Samples
  /// How many inputs to look at, at most.
  public var count = 128
  /// How ranges are chosen: `minmax` or `percentile`.
  public var calibrate = "percentile"
  /// Of the elements of a map, how many percent its range must cover at each end.
  public var percentile = 99.99
  /// Whether channels are brought to the range of their map first.
  public var equalizes = true
  /// Whether biases make up for what rounding does to kernels.
  public var correctsBiases = true
  /// `double`, `single` or `even`.
  public var rounding = Rounding.double.rawValue
  /// The C compiler; nil is that of the environment.
  public var compiler: String?

  public init(samples: Samples) { self.samples = samples }

  public static let calibrations = CalibrationMode.allCases.map(\.rawValue)
  public static let roundings = Rounding.allCases.map(\.rawValue)
}

/// The ways to choose ranges.
enum CalibrationMode: String, CaseIterable { case minmax, percentile }

/// A network on integers, and how near it is to the one it was made of.
public struct QuantizedModel: Sendable {
  /// In text form.
  public let text: [UInt8]
  public let report: QuantizeReport
}

/// What is going on, for whoever waits.
public enum QuantizeProgress: Sendable {
  case phase(String)
  /// So many of all inputs are done.
  case inputs(String, done: Int, all: Int)
}

/// Turns a network of floats into one of 8-bit integers, with ranges that typical inputs show.
public func quantize(
  _ request: ModelRequest, _ options: QuantizeOptions,
  progress: @escaping @Sendable (QuantizeProgress) -> Void = { _ in }
) throws(Failure) -> QuantizedModel {
  try facade { () throws(Rejection) in
    let wanted = try quantizationOptions(options)
    let model = try load(request)
    let floats = try floatGraph(model.graph, file: request.path)
    progress(.phase("reading inputs"))
    let samples = try readSamples(options.samples, count: options.count, for: floats)
    let instrument = Instrument(compiler: options.compiler, progress: progress)
    var equalized = floats
    if options.equalizes {
      let seen = try instrument.statistics(floats, samples, "looking at channels")
      equalizeChannels(&equalized, seen)
    }
    let seen = try instrument.statistics(equalized, samples, "calibrating")
    let integers = try integerGraph(equalized, seen, wanted)
    let violations = IR.verify(integers)
    guard violations.isEmpty else { throw Rejection(.verificationFailed, violations) }
    let fidelity = try instrument.fidelity(of: integers, to: equalized, samples)
    return QuantizedModel(
      text: Array(integers.text().utf8),
      report: QuantizeReport(
        integers, fidelity, weights: model.weightsName, compiler: instrument.command,
        notes: model.notes.map(\.description)))
  }
}

/// The network after the passes, with the activations that integers need by themselves.
private func floatGraph(_ graph: Graph, file: String) throws(Rejection) -> Graph {
  guard graph.values.handles.allSatisfy({ graph.type(of: $0).elementType == .f32 }) else {
    throw Rejection(
      .unsupported, "quantize.integers", at: .file(file),
      "found a network with integers in it, expected one of floats")
  }
  guard graph.inputs.count == 1 else {
    throw Rejection(
      .unsupported, "quantize.inputs", at: .file(file),
      "found \(graph.inputs.count) inputs, expected one")
  }
  return try withActivationsApart(try run(standardPipeline, on: graph, verifyEach: false))
}

private func quantizationOptions(
  _ options: QuantizeOptions
) throws(Rejection) -> QuantizationOptions {
  guard options.percentile > 50, options.percentile <= 100 else {
    throw Rejection(
      .usage, "usage.percentile",
      "found --percentile \(options.percentile), expected a number above 50, at most 100")
  }
  var wanted = QuantizationOptions()
  let mode: CalibrationMode = try choice(options.calibrate, "calibrate")
  switch mode {
  case .minmax: wanted.calibration = .minMax
  case .percentile: wanted.calibration = .percentile(options.percentile)
  }
  wanted.rounding = try choice(options.rounding, "rounding")
  wanted.correctsBiases = options.correctsBiases
  return wanted
}
