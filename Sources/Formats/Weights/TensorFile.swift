import Basics

/// One named tensor from a weight file, widened to Float.
package struct TensorRecord: Sendable {
  package let name: String
  package let shape: [Int]
  /// In row-major order.
  package let values: [Float]
  /// As the file's format spells it: `float32`, `F32`, `<f4`.
  package let elementType: String
  package let origin: Origin
}

/// What a weight file holds.
package struct TensorFile: Sendable {
  package enum Format: String, Sendable { case torchZip, torchLegacy, safetensors, npz }

  package let format: Format
  /// In the order of the file, integer tensors such as `num_batches_tracked` included.
  package let tensors: [TensorRecord]
  /// Of the bytes of the whole file.
  package let sha256: String
}
