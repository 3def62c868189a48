import Basics

/// The bytes of a FlatBuffers file, and how much may still be made of them.
///
/// The reader is our own and not the one that flatc generates: that would bring C++ into the build,
/// and it trusts the bytes after a verifier has walked them. Here nothing is trusted and there is one
/// walk; each access checks itself, so that a hostile file is met in a single place. Whatever the
/// bytes are,
///
/// - nothing outside of them is read, and nothing has to be aligned;
/// - offsets lead forward only, as the format has it, so that nothing can contain itself;
/// - time and memory are bounded by the size of the file. Writers let equal tables, vectors and
///   strings share their bytes, so a small file could name the same large vector any number of times;
///   `charge` is what stops that.
final class FlatBuffer {
  let bytes: [UInt8]
  let file: String
  /// Bytes that may still be read into values; shared ones count each time.
  private var budget: Int
  private var tables = 0

  /// No file without sharing reads its bytes more than once, vtables twice; the constant lets tiny
  /// files be odd.
  private static let readings = 4
  private static let mostTables = 1 << 18

  init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
    budget = Self.readings * bytes.count + 65536
  }

  /// The table that the file is.
  func root() throws(Rejection) -> FlatTable {
    try FlatTable(in: self, at: try follow(at: 0, nil), path: nil)
  }

  /// The four letters that say what a file holds, nil if what stands there is no text.
  var identifier: String? {
    let letters = bytes.dropFirst(4).prefix(4)
    guard letters.count == 4, letters.allSatisfy({ (0x20...0x7e).contains($0) }) else { return nil }
    return String(decoding: letters, as: UTF8.self)
  }

  /// The integer that stands at a byte offset.
  func load<T: FixedWidthInteger>(
    _ type: T.Type, at offset: Int, _ path: FieldPath?
  ) throws(Rejection) -> T {
    guard offset >= 0 && offset <= bytes.count - T.bitWidth / 8 else {
      throw refuse(
        "flatbuffer.bounds", at: offset, path,
        "expected \(T.bitWidth / 8) bytes here, the file has \(bytes.count) in all")
    }
    return bytes.withUnsafeBytes {
      T(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: type))
    }
  }

  /// Where the offset that stands at `position` leads.
  func follow(at position: Int, _ path: FieldPath?) throws(Rejection) -> Int {
    let distance = Int(try load(UInt32.self, at: position, path))
    guard distance > 0 && position + distance <= bytes.count - 4 else {
      throw refuse(
        "flatbuffer.offset", at: position, path,
        "the offset \(distance) leads nowhere in a file of \(bytes.count) bytes")
    }
    return position + distance
  }

  /// The bytes of the elements of the vector, or of the string, that starts at `start`.
  func elements(
    of start: Int, width: Int, _ path: FieldPath?
  ) throws(Rejection) -> Range<Int> {
    let count = Int(try load(UInt32.self, at: start, path))
    let most = (bytes.count - start - 4) / width
    guard count <= most else {
      throw refuse(
        "flatbuffer.count", at: start, path,
        "found a count of \(count), room is for \(most) of \(width) bytes up to the end of the file"
      )
    }
    return start + 4..<start + 4 + count * width
  }

  /// Counts bytes that are about to become values.
  func charge(_ count: Int, at offset: Int, _ path: FieldPath?) throws(Rejection) {
    guard count <= budget else {
      throw refuse(
        "flatbuffer.too-large", at: offset, path,
        "what shares bytes comes to more than \(Self.readings) times the file of "
          + "\(bytes.count) bytes")
    }
    budget -= count
  }

  /// Counts a table, whose record may be far larger than the four bytes that name it.
  func chargeTable(_ count: Int, at offset: Int, _ path: FieldPath?) throws(Rejection) {
    tables += 1
    guard tables <= Self.mostTables else {
      throw refuse(
        "flatbuffer.too-large", at: offset, path,
        "expected at most \(Self.mostTables) tables in a file")
    }
    try charge(count, at: offset, path)
  }

  func refuse(_ id: String, at offset: Int, _ path: FieldPath?, _ message: String) -> Rejection {
    Rejection(.badFile, id, at: origin(at: offset, path), message)
  }

  /// A byte of the file, and what it belongs to.
  func origin(at offset: Int, _ path: FieldPath?) -> Origin {
    guard let path else { return .byte(file: file, offset: offset) }
    return .record(file: file, path: "\(path), byte \(offset)")
  }
}
