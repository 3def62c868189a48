/// What the elements of an ONNX tensor are.
package enum ONNXElementType: Hashable, Sendable {
  case float, double, float16, bfloat16
  case int64, int32, int16, int8, uint8, bool
  /// One whose elements are not read, under the name that ONNX gives it.
  case other(String)

  /// The type behind a number of `TensorProto.DataType`.
  init(code: Int32) {
    switch code {
    case 1: self = .float
    case 2: self = .uint8
    case 3: self = .int8
    case 5: self = .int16
    case 6: self = .int32
    case 7: self = .int64
    case 9: self = .bool
    case 10: self = .float16
    case 11: self = .double
    case 16: self = .bfloat16
    default: self = .other(unreadTypes[code] ?? "type \(code)")
    }
  }

  /// How the elements are stored, nil if they are not read.
  var stored: ElementType? {
    switch self {
    case .float: .float32
    case .double: .float64
    case .float16: .float16
    case .bfloat16: .bfloat16
    case .int64: .int64
    case .int32: .int32
    case .int16: .int16
    case .int8: .int8
    case .uint8: .uint8
    case .bool: .bool
    case .other: nil
    }
  }
}

extension ONNXElementType: CustomStringConvertible {
  package var description: String {
    switch self {
    case .float: "float"
    case .double: "double"
    case .float16: "float16"
    case .bfloat16: "bfloat16"
    case .int64: "int64"
    case .int32: "int32"
    case .int16: "int16"
    case .int8: "int8"
    case .uint8: "uint8"
    case .bool: "bool"
    case .other(let name): name
    }
  }
}

private let unreadTypes: [Int32: String] = [
  0: "undefined", 4: "uint16", 8: "string", 12: "uint32", 13: "uint64", 14: "complex64",
  15: "complex128", 17: "float8e4m3fn", 18: "float8e4m3fnuz", 19: "float8e5m2",
  20: "float8e5m2fnuz", 21: "uint4", 22: "int4", 23: "float4e2m1", 24: "float8e8m0", 25: "uint2",
  26: "int2",
]
