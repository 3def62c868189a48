import Basics

/// Walks over the wire format of protobuf before swift-protobuf makes messages of it.
///
/// swift-protobuf says of a damaged file only that it is damaged; this says where. And a message
/// of two bytes becomes some hundred in memory, so their number is limited.
struct WireCheck {
  private let bytes: [UInt8]
  private let file: String
  private var index = 0
  private var messages = 0
  /// The messages around the cursor, outermost first (`graph.node[12]`).
  private var path: [(name: String, number: Int?)] = []

  /// Some ten times those of the largest network of 1000 nodes with all its constants as nodes.
  private static let mostMessages = 1 << 18

  init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  /// Checks a whole file that is one message.
  mutating func check(_ fields: [Int: WireField]) throws(Rejection) {
    try message(fields, end: bytes.count)
  }

  private mutating func message(_ fields: [Int: WireField], end: Int) throws(Rejection) {
    messages += 1
    guard messages <= Self.mostMessages else {
      throw refuse("has more than \(Self.mostMessages) records", id: "onnx.too-large")
    }
    var occurrences: [Int: Int] = [:]
    while index < end {
      let start = index
      let key = try varint(end: end)
      let (number, wireType) = (key >> 3, key & 7)
      guard (1..<1 << 29).contains(number) else {
        throw refuse("the field number \(number) does not exist", at: start)
      }
      let field = fields[Int(number)]
      guard field == nil || wireType == 2 else {
        throw refuse(
          "the field `\(field?.name ?? "")` has wire type \(wireType), expected 2", at: start)
      }
      switch wireType {
      case 0: _ = try varint(end: end)
      case 1: try skip(8, end: end)
      case 2:
        let length = try varint(end: end)
        guard length <= UInt64(end - index) else {
          throw refuse(
            "a field of \(length) bytes starts here, found only \(end - index) more", at: start)
        }
        let contentEnd = index + Int(length)
        if let field {
          let occurrence = occurrences[Int(number), default: 0]
          path.append((field.name, field.isRepeated ? occurrence : nil))
          occurrences[Int(number)] = occurrence + 1
          try content(field.content, end: contentEnd)
          path.removeLast()
        }
        index = contentEnd
      case 5: try skip(4, end: end)
      // 3 and 4 are groups, which ONNX has none of.
      default: throw refuse("the wire type \(wireType) is not used in ONNX", at: start)
      }
    }
  }

  private mutating func content(_ content: WireField.Content, end: Int) throws(Rejection) {
    switch content {
    case .message(let fields): try message(fields, end: end)
    case .text:
      guard index == end || String(validating: bytes[index..<end], as: UTF8.self) != nil else {
        throw refuse("holds text that is not UTF-8")
      }
    }
  }

  private mutating func skip(_ count: Int, end: Int) throws(Rejection) {
    guard count <= end - index else { throw refuse("expected \(count) bytes of a number") }
    index += count
  }

  /// A number of up to ten bytes, seven bits in each.
  private mutating func varint(end: Int) throws(Rejection) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard index < end else { throw refuse("a number is cut off") }
      let byte = bytes[index]
      index += 1
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return value }
    }
    throw refuse("a number is longer than ten bytes")
  }

  private func refuse(
    _ message: String, at offset: Int? = nil, id: String = "onnx.damaged"
  ) -> Rejection {
    let offset = offset ?? index
    guard !path.isEmpty else {
      return Rejection(.badFile, id, at: .byte(file: file, offset: offset), message)
    }
    let steps = path.map { step in step.number.map { "\(step.name)[\($0)]" } ?? step.name }
    let place = "\(steps.joined(separator: ".")), byte \(offset)"
    return Rejection(.badFile, id, at: .record(file: file, path: place), message)
  }
}
