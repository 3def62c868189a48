import Basics

// Fields that name something else in the file.

extension FlatTable {
  func index(_ number: Int, _ name: String, below end: Int) throws(Rejection) -> Int {
    try check(try integer(number, name, UInt32.self), name, below: end)
  }

  /// Nothing of a vector that is left out.
  func indices(_ number: Int, _ name: String, below end: Int) throws(Rejection) -> [Int] {
    let indices = try integers(number, name) ?? []
    for index in indices { _ = try check(index, name, below: end) }
    return indices
  }

  /// Indices, among which -1 stands for none.
  func optionalIndices(_ number: Int, _ name: String, below end: Int) throws(Rejection) -> [Int?] {
    let indices = try integers(number, name) ?? []
    for index in indices where index != -1 { _ = try check(index, name, below: end) }
    return indices.map { $0 == -1 ? nil : $0 }
  }

  /// Where data is: in a vector or, in files of more than 2 GB, behind the FlatBuffer.
  ///
  /// There it has an offset from the start of the file and, in the next field, a size; offsets of 0
  /// and 1 say that there is none.
  func range(
    _ vectorNumber: Int, _ vectorName: String, orOfFile number: Int, _ name: String
  ) throws(Rejection) -> Range<Int>? {
    if let range = try vector(vectorNumber, vectorName, width: 1) { return range }
    let offset = try integer(number, name, UInt64.self)
    guard offset > 1 else { return nil }
    let size = try integer(number + 1, name, UInt64.self)
    guard size <= buffer.bytes.count && offset <= buffer.bytes.count - size else {
      throw refuse(
        "tflite.data", name,
        "\(size) bytes from byte \(offset) on are beyond a file of \(buffer.bytes.count) bytes")
    }
    return offset..<offset + size
  }

  private func check(_ index: Int, _ name: String, below end: Int) throws(Rejection) -> Int {
    guard (0..<end).contains(index) else {
      throw refuse("tflite.index", name, "found the index \(index), there are \(end)")
    }
    return index
  }
}
