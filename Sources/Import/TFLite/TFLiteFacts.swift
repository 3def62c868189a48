import Basics
import Formats
import IR

/// What there is to tell of a model that was imported.
struct TFLiteFacts {
  private var isUnsigned = false
  private var isSigned = false
  private var hasChannelScales = false
  private var depthwise = 0
  private var halves = 0
  private var integersAsFloats = 0
  /// Sums, differences and products with a constant.
  var constants = 0
  /// Convolutions between SPACE_TO_BATCH_ND and BATCH_TO_SPACE_ND.
  var blocks = 0
  private var pads: Set<Origin> = []
  private var denseGroups: [Origin] = []

  mutating func note(_ kernel: TFLiteKernel, _ operation: TFLiteOperator) {
    if kernel.keepsChannelsApart { depthwise += 1 }
    if !kernel.keepsChannelsApart, kernel.groups > 1 { denseGroups.append(operation.origin) }
  }

  /// Takes down what a weight is stored as.
  mutating func noteWeight(_ tensor: TFLiteTensor, over numbers: TFLiteNumbers) {
    switch numbers {
    case .floats:
      if tensor.type == .float16 { halves += 1 }
      if tensor.type == .int8 || tensor.type == .uint8 { integersAsFloats += 1 }
    case .integers(_, let isUnsigned):
      self.isUnsigned = self.isUnsigned || isUnsigned
      isSigned = isSigned || !isUnsigned
      hasChannelScales = hasChannelScales || (tensor.quantization?.scales.count ?? 0) > 1
    }
  }

  /// Takes down that a PAD became part of what reads it.
  mutating func folded(_ pad: TFLiteOperator) { pads.insert(pad.origin) }

  func notes(file: String) -> [Diagnostic] {
    var texts = ["a TFLite model of \(dialect), \(count(depthwise, "depthwise layer"))"]
    if halves > 0 { texts.append("weights of float16 are widened to float32: \(halves)") }
    if integersAsFloats > 0 {
      texts.append(
        "weights of 8 bits over maps of float32 become floats: \(integersAsFloats); TFLite may"
          + " quantise the maps instead as it runs")
    }
    if constants > 0 {
      texts.append(
        "sums, differences and products with a constant become depthwise convolutions of 1x1:"
          + " \(constants)")
    }
    if blocks > 0 {
      texts.append(
        "SPACE_TO_BATCH_ND and BATCH_TO_SPACE_ND around \(count(blocks, "convolution")) became"
          + " dilation")
    }
    if !pads.isEmpty {
      texts.append("\(count(pads.count, "PAD")) became padding of what reads the result")
    }
    var notes = texts.map { Diagnostic("tflite.form", .note, at: .file(file), $0) }
    notes += denseGroups.map {
      Diagnostic(
        "tflite.groups", .note, at: $0,
        "a convolution in groups becomes a dense one, with zeros in its kernel")
    }
    return notes
  }

  private var dialect: String {
    if isUnsigned { return "uint8 with one scale for each tensor (TensorFlow 1)" }
    if isSigned {
      return hasChannelScales
        ? "int8 with one scale for each channel" : "int8 with one scale for each tensor"
    }
    if halves > 0 { return "float32 with weights of float16" }
    return integersAsFloats > 0 ? "float32 with weights of 8 bits (hybrid)" : "float32"
  }

  private func count(_ number: Int, _ word: String) -> String {
    "\(number) \(word)" + (number == 1 ? "" : "s")
  }
}
