import Basics

/// The header of a .npy file, versions 1.0 to 3.0.
///
/// A Python dict such as `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`, of which
/// only the literals numpy writes are understood.
struct NPYHeader {
  let typeSpelling: String
  let type: ElementType
  let byteOrder: ElementType.ByteOrder
  let isColumnMajor: Bool
  let shape: [Int]

  /// Reads the header and leaves the reader at the data.
  init(_ reader: inout ByteReader) throws(Rejection) {
    let magic = try reader.take(6, "the mark of a .npy file")
    guard magic.elementsEqual([0x93] + Array("NUMPY".utf8)) else {
      throw reader.refuse("npz.header", "expected the mark of a .npy file before this")
    }
    let version = try reader.byte("a version")
    let minor = try reader.byte("a version")
    guard (1...3).contains(version) && minor == 0 else {
      throw reader.refuse(
        "npz.header", "found version \(version).\(minor) of .npy, expected 1.0, 2.0 or 3.0")
    }
    let length =
      version == 1
      ? Int(try reader.integer(UInt16.self, "the length of the header"))
      : Int(try reader.integer(UInt32.self, "the length of the header"))
    let start = reader
    var dictionary = PythonDictionary(try reader.take(length, "the header"))
    guard dictionary.parse(), let spelling = dictionary.descr,
      let isColumnMajor = dictionary.fortranOrder, let shape = dictionary.shape
    else {
      throw start.refuse(
        "npz.header",
        "expected a dict of 'descr' (a simple type), 'fortran_order' and 'shape', found "
          + quoted(String(decoding: dictionary.text, as: UTF8.self)))
    }
    guard let (type, byteOrder) = simpleType(spelling) else {
      throw start.refuse(
        "npz.type",
        "found elements of type \(quoted(spelling)), expected f2, f4, f8, i1, i2, i4, i8, u1 or b1")
    }
    (typeSpelling, self.type, self.byteOrder) = (spelling, type, byteOrder)
    (self.isColumnMajor, self.shape) = (isColumnMajor, shape)
  }
}

private func simpleType(_ spelling: String) -> (ElementType, ElementType.ByteOrder)? {
  let types: [Substring: ElementType] = [
    "f2": .float16, "f4": .float32, "f8": .float64, "i1": .int8, "i2": .int16, "i4": .int32,
    "i8": .int64, "u1": .uint8, "b1": .bool,
  ]
  guard let type = types[spelling.dropFirst()] else { return nil }
  return switch spelling.first {
  case "<": (type, .little)
  case ">": (type, .big)
  case "|" where type.byteCount == 1: (type, .little)
  default: nil
  }
}

/// A strict reader of the one dict literal; what is no such literal makes a step return nil.
private struct PythonDictionary {
  let text: ArraySlice<UInt8>
  private var rest: ArraySlice<UInt8>
  private(set) var descr: String?
  private(set) var fortranOrder: Bool?
  private(set) var shape: [Int]?

  init(_ text: ArraySlice<UInt8>) {
    self.text = text
    rest = text
  }

  /// Whether the whole text is the literal.
  mutating func parse() -> Bool {
    guard take("{") else { return false }
    while !take("}") {
      guard let key = string(), take(":"), value(of: key), take(",") || rest.first == 0x7d else {
        return false
      }
    }
    return rest.allSatisfy { $0 == 0x20 || $0 == 0x0a }
  }

  private mutating func value(of key: String) -> Bool {
    switch key {
    case "descr" where descr == nil:
      descr = string()
      return descr != nil
    case "fortran_order" where fortranOrder == nil:
      fortranOrder = take("True") ? true : take("False") ? false : nil
      return fortranOrder != nil
    case "shape" where shape == nil:
      shape = tuple()
      return shape != nil
    default: return false
    }
  }

  private mutating func string() -> String? {
    guard take("'"), let end = rest.firstIndex(of: UInt8(ascii: "'")) else { return nil }
    defer { rest = rest[(end + 1)...] }
    return String(validating: rest[..<end], as: UTF8.self)
  }

  private mutating func tuple() -> [Int]? {
    guard take("(") else { return nil }
    var numbers: [Int] = []
    while !take(")") {
      let digits = rest.prefix { (0x30...0x39).contains($0) }
      guard let number = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
      rest = rest.dropFirst(digits.count)
      numbers.append(number)
      let isFollowed = take(",")
      // `(3)` is a number in parentheses and no tuple.
      guard isFollowed || numbers.count > 1 && rest.first == 0x29 else { return nil }
    }
    return numbers
  }

  /// Steps over spaces, and over `token` if it follows.
  private mutating func take(_ token: String) -> Bool {
    rest = rest.drop { $0 == 0x20 }
    guard rest.starts(with: token.utf8) else { return false }
    rest = rest.dropFirst(token.utf8.count)
    rest = rest.drop { $0 == 0x20 }
    return true
  }
}
