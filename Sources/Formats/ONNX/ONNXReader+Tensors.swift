import Basics

extension ONNXReader {
  mutating func tensor(_ message: ONNXTensorProto, path: String) -> ONNXTensor {
    let origin = place(path, name: message.name)
    let shape = message.dims.map { Int($0) }
    let elementType = ONNXElementType(code: message.dataType)
    var count = 0
    var content = ONNXTensor.Content.unread
    do {
      count = try elementCount(of: shape, origin)
      if let type = elementType.stored {
        content = try self.content(message, type, count: count, origin)
      }
    } catch {
      note(error)
    }
    return ONNXTensor(
      name: message.name, shape: shape, elementType: elementType, elementCount: count,
      origin: origin, content: content)
  }

  private func elementCount(of shape: [Int], _ origin: Origin) throws(Rejection) -> Int {
    do throws(TensorLayout.Problem) {
      return try TensorLayout.elementCount(of: shape)
    } catch {
      throw Rejection(
        .badFile, "onnx.shape", at: origin, "the shape \(shape.prefix(32)): \(error.rawValue)")
    }
  }

  /// The data, of the size that the shape asks for.
  private func content(
    _ message: ONNXTensorProto, _ type: ElementType, count: Int, _ origin: Origin
  ) throws(Rejection) -> ONNXTensor.Content {
    guard !message.hasSegment else {
      throw Rejection(
        .badFile, "onnx.segment", at: origin, "is a segment of a tensor, expected a whole one")
    }
    let (byteCount, overflow) = count.multipliedReportingOverflow(by: type.byteCount)
    guard !overflow else {
      throw Rejection(
        .badFile, "onnx.shape", at: origin, "\(count) elements are more than any memory holds")
    }
    // 0 is data in this file, 1 in another.
    guard message.dataLocation == 0 else {
      return .external(try externalData(message, byteCount: byteCount, origin))
    }
    let bytes = try inlineData(message, type, origin)
    guard bytes.count == byteCount else {
      throw Rejection(
        .badFile, "onnx.tensor-size", at: origin,
        "the shape \(message.dims) of \(ONNXElementType(code: message.dataType)) asks for "
          + "\(byteCount) bytes, found \(bytes.count)")
    }
    return .bytes(bytes)
  }

  /// The data from `raw_data`, or from the one typed field that belongs to the type.
  private func inlineData(
    _ message: ONNXTensorProto, _ type: ElementType, _ origin: Origin
  ) throws(Rejection) -> [UInt8] {
    let typed =
      switch type {
      case .float32: littleEndian(message.floatData.map(\.bitPattern))
      case .float64: littleEndian(message.doubleData.map(\.bitPattern))
      case .int64: littleEndian(message.int64Data)
      case .int32: littleEndian(message.int32Data)
      case .int16: try littleEndian(narrowed(message.int32Data, to: Int16.self, origin))
      case .int8: try littleEndian(narrowed(message.int32Data, to: Int8.self, origin))
      case .uint8, .bool: try narrowed(message.int32Data, to: UInt8.self, origin)
      // Bit patterns.
      case .float16, .bfloat16:
        try littleEndian(narrowed(message.int32Data, to: UInt16.self, origin))
      }
    guard !message.rawData.isEmpty else { return typed }
    guard typed.isEmpty else {
      throw Rejection(
        .badFile, "onnx.tensor-data", at: origin, "has its data twice, as bytes and as numbers")
    }
    return Array(message.rawData)
  }

  private func narrowed<Stored: FixedWidthInteger>(
    _ numbers: [Int32], to type: Stored.Type, _ origin: Origin
  ) throws(Rejection) -> [Stored] {
    let narrow = numbers.map { Stored(truncatingIfNeeded: $0) }
    if let index = numbers.indices.first(where: { narrow[$0] != numbers[$0] }) {
      throw Rejection(
        .badFile, "onnx.tensor-data", at: origin,
        "element \(index) is \(numbers[index]), expected \(Stored.min)...\(Stored.max)")
    }
    return narrow
  }

  private func externalData(
    _ message: ONNXTensorProto, byteCount: Int, _ origin: Origin
  ) throws(Rejection) -> ONNXExternalData {
    func refuse(_ message: String) -> Rejection {
      Rejection(.badFile, "onnx.external-data", at: origin, message)
    }
    func entry(_ key: String) -> String? { message.externalData.last { $0.key == key }?.value }
    func number(_ key: String) throws(Rejection) -> Int? {
      guard let text = entry(key) else { return nil }
      guard let number = Int(text), number >= 0 else {
        throw refuse("expected a number of bytes as `\(key)`, found \(quoted(text))")
      }
      return number
    }
    guard message.dataLocation == 1 else {
      throw refuse("expected data in this file (0) or another (1), found \(message.dataLocation)")
    }
    guard let location = entry("location") else { throw refuse("does not say in which file") }
    let offset = try number("offset") ?? 0
    // 0 stands for the rest of the file in some writers.
    if let length = try number("length"), length > 0, length != byteCount {
      throw refuse("the shape \(message.dims) asks for \(byteCount) bytes, `length` says \(length)")
    }
    return try ONNXExternalData(
      folder: folder, location: location, offset: offset, byteCount: byteCount, origin: origin)
  }
}

private func littleEndian<Number: FixedWidthInteger>(_ numbers: [Number]) -> [UInt8] {
  numbers.map(\.littleEndian).withUnsafeBytes { Array($0) }
}
