/// What the elements of a tensor are; the raw values are those of the file.
package enum TFLiteElementType: Int, CaseIterable, Sendable {
  case float32 = 0
  case float16, int32, uint8, int64, string, bool, int16, complex64, int8, float64, complex128
  case uint64, resource, variant, uint32, uint16, int4, bfloat16, int2, uint4
  case float8e4m3, float8e5m2

  /// What the elements are stored as, nil for types that no tensor of a MobileNet has.
  var stored: ElementType? {
    switch self {
    case .float32: .float32
    case .float16: .float16
    case .bfloat16: .bfloat16
    case .float64: .float64
    case .int8: .int8
    case .uint8: .uint8
    case .int16: .int16
    case .int32: .int32
    case .int64: .int64
    case .bool: .bool
    case .string, .complex64, .complex128, .uint16, .uint32, .uint64, .resource, .variant, .int4,
      .int2, .uint4, .float8e4m3, .float8e5m2:
      nil
    }
  }
}
