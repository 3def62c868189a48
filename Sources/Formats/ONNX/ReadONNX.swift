import Basics
import SwiftProtobuf

/// Beyond this protobuf itself refuses; larger models keep their tensors in other files.
private let mostONNXBytes = 1 << 31 - 1

/// Whether a file starts as an ONNX model does: with its IR version, the format's first field.
package func isONNX(_ bytes: [UInt8]) -> Bool {
  bytes.count > 2 && bytes[0] == 0x08 && bytes[1] < 0x80 && (2...14).contains(bytes[2] >> 3)
}

/// Reads an ONNX model.
///
/// `file` is its path: external data lies in the same folder, and is read when it is asked for.
package func readONNX(_ bytes: [UInt8], file: String) throws(Rejection) -> ONNXModel {
  guard bytes.count <= mostONNXBytes else {
    throw Rejection(
      .badFile, "onnx.too-large", at: .file(file),
      "holds \(bytes.count) bytes, expected at most \(mostONNXBytes)")
  }
  var check = WireCheck(bytes, file: file)
  try check.check(onnxModelFields)

  var options = BinaryDecodingOptions()
  options.discardUnknownFields = true
  // Ours nest eight deep; what nests without end is declared as bytes.
  options.messageDepthLimit = 16
  let message: ONNXModelProto
  do {
    message = try ONNXModelProto(serializedBytes: bytes, options: options)
  } catch {
    // What is left after the check: packed numbers that end in the middle of one.
    throw Rejection(
      .badFile, "onnx.damaged", at: .file(file), "a list of numbers does not fill its field")
  }
  var reader = ONNXReader(file: file)
  let model = reader.model(message)
  guard reader.problems.isEmpty else { throw Rejection(.badFile, reader.problems) }
  return model
}
