import Basics

/// One table of a FlatBuffer, which a vtable tells where its fields are.
///
/// A field is asked for by its number in the schema; the name is for messages only. A field that a
/// file leaves out has its default value, and one that is newer than this reader is never asked for.
struct FlatTable {
  let buffer: FlatBuffer
  let path: FieldPath?
  /// The offset of the first byte.
  let start: Int
  /// In bytes, without what its fields lead to.
  private let size: Int
  private let vtable: Int
  private let fieldCount: Int

  init(in buffer: FlatBuffer, at start: Int, path: FieldPath?) throws(Rejection) {
    self.buffer = buffer
    self.path = path
    self.start = start
    vtable = start - Int(try buffer.load(Int32.self, at: start, path))
    let vtableSize = Int(try buffer.load(UInt16.self, at: vtable, path))
    size = Int(try buffer.load(UInt16.self, at: vtable + 2, path))
    guard vtableSize >= 4 && vtableSize.isMultiple(of: 2) && size >= 4,
      vtable + vtableSize <= buffer.bytes.count, start + size <= buffer.bytes.count
    else {
      throw buffer.refuse(
        "flatbuffer.table", at: start, path,
        "expected a table, found one of \(size) bytes with a vtable of \(vtableSize) at byte "
          + "\(vtable)")
    }
    fieldCount = (vtableSize - 4) / 2
    try buffer.chargeTable(size + vtableSize, at: start, path)
  }

  /// The offset of a field of `width` bytes, nil if the table is without it.
  func position(_ number: Int, _ name: String, width: Int) throws(Rejection) -> Int? {
    guard number < fieldCount else { return nil }
    let distance = Int(try buffer.load(UInt16.self, at: vtable + 4 + 2 * number, path))
    if distance == 0 { return nil }
    guard distance >= 4 && distance + width <= size else {
      throw buffer.refuse(
        "flatbuffer.table", at: start, path(name),
        "the field is at byte \(distance) of a table of \(size) bytes")
    }
    return start + distance
  }

  /// Where a field leads that is an offset, nil if the table is without it.
  func target(_ number: Int, _ name: String) throws(Rejection) -> Int? {
    guard let position = try position(number, name, width: 4) else { return nil }
    return try buffer.follow(at: position, path(name))
  }

  func path(_ name: String) -> FieldPath { FieldPath(path, .key(name)) }

  /// The place of the table, without the byte.
  var origin: Origin {
    guard let path else { return .file(buffer.file) }
    return .record(file: buffer.file, path: path.description)
  }

  /// Refuses what stands in a field.
  func refuse(_ id: String, _ name: String, _ message: String) -> Rejection {
    buffer.refuse(id, at: start, path(name), message)
  }
}
