import Basics

// What a field holds, by its type in the schema.

extension FlatTable {
  /// An integer of a type; the largest Int stands for all that no file can hold.
  func integer<T: FixedWidthInteger>(
    _ number: Int, _ name: String, _ type: T.Type = Int32.self, default: Int = 0
  ) throws(Rejection) -> Int {
    guard let position = try position(number, name, width: T.bitWidth / 8) else { return `default` }
    return Int(clamping: try buffer.load(type, at: position, path(name)))
  }

  func float(_ number: Int, _ name: String) throws(Rejection) -> Float {
    guard let position = try position(number, name, width: 4) else { return 0 }
    return Float(bitPattern: try buffer.load(UInt32.self, at: position, path(name)))
  }

  func flag(_ number: Int, _ name: String, default: Bool = false) throws(Rejection) -> Bool {
    try integer(number, name, UInt8.self, default: `default` ? 1 : 0) != 0
  }

  /// One of an enumeration whose default is 0.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ number: Int, _ name: String, _ type: Choice.Type = Choice.self
  ) throws(Rejection) -> Choice where Choice.RawValue == Int {
    let value = try integer(number, name, Int8.self)
    guard let choice = Choice(rawValue: value) else {
      let known = Choice.allCases.map { "\($0.rawValue)" }.joined(separator: ", ")
      throw refuse("flatbuffer.value", name, "expected one of \(known), found \(value)")
    }
    return choice
  }

  /// Text; bytes that are no UTF-8 become replacement characters.
  func string(_ number: Int, _ name: String) throws(Rejection) -> String? {
    guard let range = try vector(number, name, width: 1) else { return nil }
    try buffer.charge(range.count, at: range.lowerBound, path(name))
    return String(decoding: buffer.bytes[range], as: UTF8.self)
  }

  func integers<T: FixedWidthInteger>(
    _ number: Int, _ name: String, of type: T.Type = Int32.self
  ) throws(Rejection) -> [Int]? {
    try values(number, name, of: type)?.map { Int(clamping: $0) }
  }

  func floats(_ number: Int, _ name: String) throws(Rejection) -> [Float]? {
    try values(number, name, of: UInt32.self)?.map { Float(bitPattern: $0) }
  }

  /// Where the elements of a vector are, which are not looked at.
  func vector(_ number: Int, _ name: String, width: Int) throws(Rejection) -> Range<Int>? {
    guard let target = try target(number, name) else { return nil }
    return try buffer.elements(of: target, width: width, path(name))
  }

  func table(_ number: Int, _ name: String) throws(Rejection) -> FlatTable? {
    guard let target = try target(number, name) else { return nil }
    return try FlatTable(in: buffer, at: target, path: path(name))
  }

  /// What `read` makes of each table of a vector, nothing of a vector that is left out.
  func records<Record>(
    _ number: Int, _ name: String, _ read: (FlatTable) throws(Rejection) -> Record
  ) throws(Rejection) -> [Record] {
    guard let elements = try vector(number, name, width: 4) else { return [] }
    let path = path(name)
    var records: [Record] = []
    for (index, position) in stride(from: elements.lowerBound, to: elements.upperBound, by: 4)
      .enumerated()
    {
      let place = FieldPath(path, .index(index))
      let start = try buffer.follow(at: position, place)
      records.append(try read(try FlatTable(in: buffer, at: start, path: place)))
    }
    return records
  }

  private func values<T: FixedWidthInteger>(
    _ number: Int, _ name: String, of type: T.Type
  ) throws(Rejection) -> [T]? {
    let width = T.bitWidth / 8
    guard let elements = try vector(number, name, width: width) else { return nil }
    try buffer.charge(elements.count, at: elements.lowerBound, path(name))
    let path = path(name)
    var values: [T] = []
    values.reserveCapacity(elements.count / width)
    for position in stride(from: elements.lowerBound, to: elements.upperBound, by: width) {
      values.append(try buffer.load(type, at: position, path))
    }
    return values
  }
}
