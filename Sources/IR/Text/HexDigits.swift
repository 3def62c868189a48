extension ElementType {
  /// The elements whose little-endian bytes a text spells in hexadecimal digits; nil if it does not.
  func elements(hex text: String) -> Weight.Elements? {
    switch self {
    case .f32: numbers(hex: text).map { .floats($0.map(Float.init(bitPattern:))) }
    case .i8: numbers(hex: text).map { .int8s($0.map(Int8.init(bitPattern:))) }
    case .i32: numbers(hex: text).map { .int32s($0.map(Int32.init(bitPattern:))) }
    }
  }
}

private func numbers<Number: FixedWidthInteger & UnsignedInteger>(hex text: String) -> [Number]? {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(text.utf8.count / 2)
  var high: UInt8?
  for byte in text.utf8 {
    guard let value = Character(UnicodeScalar(byte)).hexDigitValue else { return nil }
    let digit = UInt8(value)
    if let first = high {
      bytes.append(first << 4 | digit)
      high = nil
    } else {
      high = digit
    }
  }
  let size = Number.bitWidth / 8
  guard high == nil, bytes.count % size == 0 else { return nil }
  return stride(from: 0, to: bytes.count, by: size).map { start in
    (0..<size).reduce(0) { $0 | Number(bytes[start + $1]) << Number(8 * $1) }
  }
}
