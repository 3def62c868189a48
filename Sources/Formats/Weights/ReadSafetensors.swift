import Basics

/// Element types of safetensors that are read, as the format spells them.
private enum SafetensorsType: String, CaseIterable {
  case f64 = "F64"
  case f32 = "F32"
  case f16 = "F16"
  case bf16 = "BF16"
  case i64 = "I64"
  case i32 = "I32"
  case i16 = "I16"
  case i8 = "I8"
  case u8 = "U8"
  case bool = "BOOL"

  var elementType: ElementType {
    switch self {
    case .f64: .float64
    case .f32: .float32
    case .f16: .float16
    case .bf16: .bfloat16
    case .i64: .int64
    case .i32: .int32
    case .i16: .int16
    case .i8: .int8
    case .u8: .uint8
    case .bool: .bool
    }
  }
}

/// The format has no mark: eight bytes of length are followed by a JSON object.
func isSafetensors(_ bytes: [UInt8]) -> Bool {
  bytes.count > 8 && bytes[8] == UInt8(ascii: "{") && bytes[5...7] == [0, 0, 0]
}

/// Reads safetensors: a length, a JSON header of that length, and the data.
func readSafetensors(_ bytes: [UInt8], file: String) throws(Rejection) -> [TensorRecord] {
  var reader = ByteReader(bytes, file: file)
  let headerLength = try reader.count64("the length of the header")
  let header = try parseJSON(Array(try reader.take(headerLength, "the header")), file: file)
  guard case .object(let members) = header.content else {
    throw Rejection(
      .badFile, "safetensors.header", at: header.origin,
      "expected an object of tensors, found \(header.summary)")
  }
  let data = try reader.take(reader.remaining, "the data")

  var collector = TensorCollector(file: file, byteCount: bytes.count)
  var problems: [Diagnostic] = []
  for member in members where member.key != "__metadata__" && problems.count < mostProblems {
    var fields = JSONObjectReader(member.value, expecting: "a tensor")
    let type: SafetensorsType? = fields.choice("dtype")
    let shape = fields.integers("shape", in: 0...Int.max)
    let offsets = fields.integers("data_offsets", count: 2, in: 0...data.count)
    problems += fields.finish()
    guard let type, let shape, let offsets else { continue }
    guard let stored = elements(of: type.elementType, at: offsets, in: data),
      let layout = try? TensorLayout(packed: shape, storageCount: stored.count)
    else {
      problems.append(
        Diagnostic(
          "safetensors.size", at: member.value.origin,
          "the shape \(shape.prefix(32)) of \(type.rawValue) does not fill the bytes "
            + "\(offsets[0])..<\(offsets[1])"))
      continue
    }
    try collector.add(member.key, spelling: type.rawValue, layout: layout, from: stored)
  }
  guard problems.isEmpty else { throw Rejection(.badFile, problems) }
  return collector.tensors
}

/// The elements between two offsets, if these are in order and hold a whole number of elements.
private func elements(
  of type: ElementType, at offsets: [Int], in data: ArraySlice<UInt8>
) -> StoredElements? {
  guard offsets[0] <= offsets[1], (offsets[1] - offsets[0]).isMultiple(of: type.byteCount) else {
    return nil
  }
  let start = data.startIndex
  return StoredElements(
    bytes: data[start + offsets[0]..<start + offsets[1]], type: type, byteOrder: .little)
}
