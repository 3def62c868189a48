import Basics

/// A cursor over bytes from outside: little-endian, never past the end.
struct ByteReader {
  private let bytes: ArraySlice<UInt8>
  private let file: String
  /// The part of `file` that the bytes are, if they are not all of it (`archive/data.pkl`).
  private let part: String?
  private var index: Int

  init(_ bytes: ArraySlice<UInt8>, file: String, part: String? = nil) {
    self.bytes = bytes
    self.file = file
    self.part = part
    index = bytes.startIndex
  }

  init(_ bytes: [UInt8], file: String, part: String? = nil) {
    self.init(bytes[...], file: file, part: part)
  }

  /// Bytes before the cursor.
  var offset: Int { index - bytes.startIndex }
  var remaining: Int { bytes.endIndex - index }

  /// The place of the cursor.
  var origin: Origin { origin(at: offset) }

  /// The place of a byte read earlier.
  func origin(at offset: Int) -> Origin {
    guard let part else { return .byte(file: file, offset: offset) }
    return .record(file: file, path: "\(part), byte \(offset)")
  }

  func refuse(_ id: String, _ message: String) -> Rejection {
    Rejection(.badFile, id, at: origin, message)
  }

  /// Steps over the next `count` bytes; `what` names them in the message if there are fewer.
  mutating func take(_ count: Int, _ what: String) throws(Rejection) -> ArraySlice<UInt8> {
    guard count >= 0 && count <= remaining else {
      throw refuse(
        "file.truncated", "expected \(count) bytes of \(what), found only \(remaining) more")
    }
    defer { index += count }
    return bytes[index..<index + count]
  }

  /// Steps over what is left up to and including `terminator`, and gives it without that.
  mutating func take(through terminator: UInt8, _ what: String) throws(Rejection)
    -> ArraySlice<UInt8>
  {
    guard let end = bytes[index...].firstIndex(of: terminator) else {
      throw refuse("file.truncated", "expected the end of \(what), found the end of the data")
    }
    defer { index = end + 1 }
    return bytes[index..<end]
  }

  mutating func byte(_ what: String) throws(Rejection) -> UInt8 {
    guard index < bytes.endIndex else {
      throw refuse("file.truncated", "expected \(what), found the end of the data")
    }
    defer { index += 1 }
    return bytes[index]
  }

  mutating func integer<T: FixedWidthInteger>(
    _ type: T.Type, _ what: String
  ) throws(Rejection) -> T {
    try take(T.bitWidth / 8, what).reversed().reduce(0) { $0 << 8 | T(truncatingIfNeeded: $1) }
  }

  /// A count or an offset of 64 bits; the largest Int stands for all that no file can hold.
  mutating func count64(_ what: String) throws(Rejection) -> Int {
    Int(clamping: try integer(UInt64.self, what))
  }
}
