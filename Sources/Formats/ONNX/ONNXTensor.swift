import Basics

/// A tensor of an ONNX file: an initialiser or the value of an attribute.
///
/// Its shape and the size of its data agree. Data in other files is read when it is asked for.
package struct ONNXTensor: Sendable {
  enum Content: Sendable {
    /// Little-endian, packed in row-major order.
    case bytes([UInt8])
    case external(ONNXExternalData)
    /// Of a type that is not read.
    case unread
  }

  /// Empty for most values of attributes.
  package let name: String
  package let shape: [Int]
  package let elementType: ONNXElementType
  package let elementCount: Int
  package let origin: Origin
  let content: Content

  /// The elements as the file has them, little-endian and packed in row-major order.
  package func bytes() throws(Rejection) -> [UInt8] {
    switch content {
    case .bytes(let bytes): bytes
    case .external(let data): try data.read()
    case .unread:
      throw Rejection(
        .unsupported, "onnx.element-type", at: origin,
        "holds elements of \(elementType), which are not read")
    }
  }

  /// The elements in row-major order, widened or rounded to Float.
  package func floats() throws(Rejection) -> [Float] {
    let bytes = try bytes()
    guard let type = elementType.stored else { return [] }
    return bytes.withUnsafeBytes { bytes in
      (0..<elementCount).map { type.load(bytes, at: $0 * type.byteCount, .little) }
    }
  }

  /// The elements in row-major order, if their type is an integer one or bool.
  package func integers() throws(Rejection) -> [Int] {
    switch elementType {
    case .int64: widened(try bytes(), from: Int64.self)
    case .int32: widened(try bytes(), from: Int32.self)
    case .int16: widened(try bytes(), from: Int16.self)
    case .int8: widened(try bytes(), from: Int8.self)
    case .uint8: widened(try bytes(), from: UInt8.self)
    case .bool: try bytes().map { $0 == 0 ? 0 : 1 }
    case .float, .double, .float16, .bfloat16, .other:
      throw Rejection(
        .unsupported, "onnx.element-type", at: origin,
        "holds elements of \(elementType), expected int64, int32, int16, int8, uint8 or bool")
    }
  }

  private func widened<Stored: FixedWidthInteger>(
    _ bytes: [UInt8], from type: Stored.Type
  ) -> [Int] {
    bytes.withUnsafeBytes { bytes in
      (0..<elementCount).map { index in
        let offset = index * MemoryLayout<Stored>.size
        return Int(Stored(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type)))
      }
    }
  }
}
