import Basics
import Formats
import Import

/// A format in which another tool writes networks together with their weights.
struct ModelFormat: Sendable {
  let name: String
  /// Whether a file is meant to be of the format, by its content or, where that does not tell, its
  /// name.
  let matches: @Sendable (_ bytes: [UInt8], _ path: String) -> Bool
  let importModel: @Sendable (_ bytes: [UInt8], _ file: String) throws(Rejection) -> ImportedModel

  /// Every one there is.
  static let all = [
    ModelFormat(
      name: "TFLite", matches: { isTFLite($0) || $1.hasSuffix(".tflite") },
      importModel: importTFLite)
  ]
}
