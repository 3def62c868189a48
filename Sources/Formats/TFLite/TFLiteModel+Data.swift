import Basics

extension TFLiteModel {
  /// Where the data of a constant is, nil for a tensor that is computed.
  ///
  /// Some converters give computed tensors an empty buffer each; only a tensor without elements has
  /// such a buffer for its data.
  package func data(of tensor: TFLiteTensor) -> Range<Int>? {
    guard tensor.buffer > 0, let range = buffers[tensor.buffer] else { return nil }
    return range.isEmpty && !tensor.shape.contains(0) ? nil : range
  }

  /// The elements of a constant of any width of float, widened or rounded.
  package func floats(of tensor: TFLiteTensor) throws(Rejection) -> [Float] {
    let (layout, stored) = try elements(
      of: tensor, as: [.float32, .float16, .bfloat16, .float64])
    return layout.gather(from: stored)
  }

  package func int8s(of tensor: TFLiteTensor) throws(Rejection) -> [Int8] {
    try integers(of: tensor, as: .int8)
  }

  package func uint8s(of tensor: TFLiteTensor) throws(Rejection) -> [UInt8] {
    try integers(of: tensor, as: .uint8)
  }

  package func int16s(of tensor: TFLiteTensor) throws(Rejection) -> [Int16] {
    try integers(of: tensor, as: .int16)
  }

  package func int32s(of tensor: TFLiteTensor) throws(Rejection) -> [Int32] {
    try integers(of: tensor, as: .int32)
  }

  package func int64s(of tensor: TFLiteTensor) throws(Rejection) -> [Int64] {
    try integers(of: tensor, as: .int64)
  }

  /// The elements of a constant that is a shape, a list of axes or of paddings.
  package func indices(of tensor: TFLiteTensor) throws(Rejection) -> [Int] {
    if tensor.type == .int64 { return try int64s(of: tensor).map(Int.init) }
    return try int32s(of: tensor).map(Int.init)
  }

  private func integers<T: FixedWidthInteger>(
    of tensor: TFLiteTensor, as type: TFLiteElementType
  ) throws(Rejection) -> [T] {
    let (layout, stored) = try elements(of: tensor, as: [type])
    return stored.bytes.withUnsafeBytes { bytes in
      (0..<layout.elementCount).map {
        T(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * T.bitWidth / 8, as: T.self))
      }
    }
  }

  /// The stored elements of a constant of one of `types`, checked against its shape.
  private func elements(
    of tensor: TFLiteTensor, as types: [TFLiteElementType]
  ) throws(Rejection) -> (TensorLayout, StoredElements) {
    func refuse(_ message: String) -> Rejection {
      Rejection(.badFile, "tflite.data", at: tensor.origin, message)
    }
    guard types.contains(tensor.type), let type = tensor.type.stored else {
      let expected = types.map { "\($0)" }.joined(separator: " or ")
      throw refuse("expected a constant of \(expected), found \(tensor.type)")
    }
    guard let range = data(of: tensor) else {
      throw refuse("expected a constant, found a tensor without data")
    }
    let stored = StoredElements(bytes: bytes[range], type: type, byteOrder: .little)
    guard range.count.isMultiple(of: type.byteCount),
      let layout = try? TensorLayout(packed: tensor.shape, storageCount: stored.count)
    else {
      throw refuse(
        "the shape \(tensor.shape.prefix(32)) of \(tensor.type) does not fill the "
          + "\(range.count) bytes of buffer \(tensor.buffer)")
    }
    return (layout, stored)
  }
}
