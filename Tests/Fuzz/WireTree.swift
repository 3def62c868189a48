/// A protobuf file taken apart into its fields, without knowing what they mean.
///
/// Where a field may be a message or bytes, it is a message if all of it reads as one. Put together
/// again, lengths fit whatever was changed inside; a change of single bytes would break them.
struct WireTree {
  struct Field {
    let key: UInt64
    var content: Content
  }

  enum Content {
    case number(UInt64)
    /// Numbers of fixed width, texts, packed numbers.
    case bytes([UInt8])
    case fields([Field])
  }

  var fields: [Field]

  /// Nil if the bytes are no protobuf.
  init?(_ bytes: [UInt8]) {
    guard let fields = Self.fields(bytes[...], depth: 0) else { return nil }
    self.fields = fields
  }

  var bytes: [UInt8] { Self.bytes(of: fields) }

  private static func fields(_ bytes: ArraySlice<UInt8>, depth: Int) -> [Field]? {
    var (rest, fields) = (bytes, [Field]())
    while !rest.isEmpty {
      guard let key = varint(&rest), key >> 3 > 0 else { return nil }
      switch key & 7 {
      case 0:
        guard let number = varint(&rest) else { return nil }
        fields.append(Field(key: key, content: .number(number)))
      case 1, 5:
        let width = key & 7 == 1 ? 8 : 4
        guard rest.count >= width else { return nil }
        fields.append(Field(key: key, content: .bytes(Array(rest.prefix(width)))))
        rest = rest.dropFirst(width)
      case 2:
        guard let length = varint(&rest), length <= rest.count else { return nil }
        let content = rest.prefix(Int(length))
        rest = rest.dropFirst(Int(length))
        let inner = depth < 8 && !content.isEmpty ? Self.fields(content, depth: depth + 1) : nil
        fields.append(Field(key: key, content: inner.map(Content.fields) ?? .bytes(Array(content))))
      default: return nil
      }
    }
    return fields
  }

  private static func bytes(of fields: [Field]) -> [UInt8] {
    fields.flatMap { field in
      let content: [UInt8]
      switch field.content {
      case .number(let number): return spelled(field.key) + spelled(number)
      case .bytes(let bytes) where field.key & 7 != 2: return spelled(field.key) + bytes
      case .bytes(let bytes): content = bytes
      case .fields(let fields): content = bytes(of: fields)
      }
      return spelled(field.key) + spelled(UInt64(content.count)) + content
    }
  }

  private static func varint(_ bytes: inout ArraySlice<UInt8>) -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard let byte = bytes.popFirst() else { return nil }
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return value }
    }
    return nil
  }

  private static func spelled(_ number: UInt64) -> [UInt8] {
    var (bytes, rest): ([UInt8], UInt64) = ([], number)
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7f) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }
}
