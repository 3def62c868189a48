import Basics
import Formats
import Import

/// A format in which another tool writes networks together with their weights.
struct ModelFormat: Sendable {
  let name: String
  /// Whether a file is meant to be of the format, by its content or, where that does not tell, its
  /// name.
  let matches: @Sendable (_ bytes: [UInt8], _ path: String) -> Bool
  /// Whether a file may leave the size of its input open, which is asked for then.
  let mayLeaveSizeOpen: Bool
  let importModel:
    @Sendable (
      _ bytes: [UInt8], _ file: String, _ resolution: (height: Int, width: Int)?
    ) throws(Rejection) -> ImportedModel

  /// Every one there is.
  static let all = [
    ModelFormat(
      name: "TFLite", matches: { isTFLite($0) || $1.hasSuffix(".tflite") },
      mayLeaveSizeOpen: false,
      importModel: { (bytes, file, _) throws(Rejection) in try importTFLite(bytes, file: file) }),
    ModelFormat(
      name: "ONNX", matches: { isONNX($0) || $1.hasSuffix(".onnx") }, mayLeaveSizeOpen: true,
      importModel: { (bytes, file, resolution) throws(Rejection) in
        try importONNX(readONNX(bytes, file: file), resolution: resolution)
      }),
  ]
}
