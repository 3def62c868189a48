/// A field that holds a number.
func field(_ number: Int, int value: Int64) -> [UInt8] {
  varint(UInt64(number) << 3) + varint(UInt64(bitPattern: value))
}

func field(_ number: Int, float value: Float) -> [UInt8] {
  varint(UInt64(number) << 3 | 5) + littleEndian(value.bitPattern)
}

func field(_ number: Int, text: String) -> [UInt8] { field(number, Array(text.utf8)) }

/// Numbers one after the other in one field.
func field(_ number: Int, packed values: [Int64]) -> [UInt8] {
  field(number, values.flatMap { varint(UInt64(bitPattern: $0)) })
}

/// A field that holds bytes, or a message of these fields.
func field(_ number: Int, _ parts: [UInt8]...) -> [UInt8] {
  let content = Array(parts.joined())
  return varint(UInt64(number) << 3 | 2) + varint(UInt64(content.count)) + content
}

/// Seven bits a byte, the lowest first.
func varint(_ value: UInt64) -> [UInt8] {
  var (bytes, rest): ([UInt8], UInt64) = ([], value)
  while rest >= 0x80 {
    bytes.append(UInt8(rest & 0x7f) | 0x80)
    rest >>= 7
  }
  return bytes + [UInt8(rest)]
}
