/// What the elements of a stored tensor are; every one of them widens (or rounds) to Float.
enum ElementType: String {
  case float64, float32, float16, bfloat16
  case int64, int32, int16, int8, uint8, bool

  var byteCount: Int {
    switch self {
    case .float64, .int64: 8
    case .float32, .int32: 4
    case .float16, .bfloat16, .int16: 2
    case .int8, .uint8, .bool: 1
    }
  }

  enum ByteOrder { case little, big }

  /// The element that stands at a byte offset.
  func load(_ bytes: UnsafeRawBufferPointer, at offset: Int, _ order: ByteOrder) -> Float {
    func bits<T: FixedWidthInteger>(_ type: T.Type) -> T {
      let stored = bytes.loadUnaligned(fromByteOffset: offset, as: type)
      return order == .little ? T(littleEndian: stored) : T(bigEndian: stored)
    }
    return switch self {
    case .float64: Float(Double(bitPattern: bits(UInt64.self)))
    case .float32: Float(bitPattern: bits(UInt32.self))
    case .float16: Float(Float16(bitPattern: bits(UInt16.self)))
    case .bfloat16: Float(bitPattern: UInt32(bits(UInt16.self)) << 16)
    case .int64: Float(bits(Int64.self))
    case .int32: Float(bits(Int32.self))
    case .int16: Float(bits(Int16.self))
    case .int8: Float(bits(Int8.self))
    case .uint8: Float(bits(UInt8.self))
    case .bool: bits(UInt8.self) == 0 ? 0 : 1
    }
  }
}
