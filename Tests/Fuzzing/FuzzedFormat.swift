import Basics
import Formats
import Import

/// A format of other tools whose importer is fed with any bytes.
package enum FuzzedFormat: String, CaseIterable, Sendable {
  case tflite, onnx

  func importModel(_ bytes: [UInt8]) throws(Rejection) -> ImportedModel {
    // In a folder that is not there, so that external data leads nowhere.
    let file = "/nowhere/model.\(rawValue)"
    switch self {
    case .tflite: return try importTFLite(bytes, file: file)
    case .onnx: return try importONNX(readONNX(bytes, file: file), resolution: (10, 12))
    }
  }
}
