import Basics

/// The buffers of an allocation problem, as a file lists them.
package struct BufferTable: Sendable {
  package struct Record: Sendable {
    package let id: String
    package let lower: Int
    package let upper: Int
    package let size: Int
    /// The bytes of its line, without the end of the line.
    fileprivate let text: Range<Int>
  }

  package fileprivate(set) var records: [Record] = []
  private let bytes: [UInt8]
  private let header: Range<Int>

  fileprivate init(_ bytes: [UInt8], header: Range<Int>) {
    self.bytes = bytes
    self.header = header
  }

  /// The file again, with a further column.
  package func adding(_ name: String, _ values: [Int]) -> [UInt8] {
    precondition(values.count == records.count)
    var result = bytes[header] + Array(",\(name)\n".utf8)
    for (record, value) in zip(records, values) {
      result += bytes[record.text]
      result += ",\(value)\n".utf8
    }
    return Array(result)
  }
}

/// The columns a table of buffers has, in any order.
private enum Column: String, CaseIterable { case id, lower, upper, size }

/// The most buffers a table may hold.
private let recordLimit = 1_000_000

/// The most that the sizes of a table may add up to.
private let totalLimit = 1 << 60

/// Reads a table of buffers: a header line that names `id`, `lower`, `upper` and `size`, then a line
/// for each buffer.
///
/// Numbers are whole and not negative, lives are not empty, ids differ. Refuses other columns, since
/// what they ask for would not be done.
package func readBufferTable(_ bytes: [UInt8], file: String) throws(Rejection) -> BufferTable {
  var cursor = CSVCursor(bytes, file: file)
  let headerStart = cursor.index
  let columns = try readHeader(&cursor)
  var table = BufferTable(bytes, header: headerStart..<cursor.index)
  cursor.nextLine()

  var lines: [String: Int] = [:]
  var total = 0
  while !cursor.isAtEnd {
    if cursor.isAtLineEnd {
      cursor.nextLine()
      continue
    }
    let start = cursor.index
    guard table.records.count < recordLimit else {
      throw cursor.refuse(
        "too-many", at: start, "", "found more than \(grouped(recordLimit)) buffers")
    }
    let (record, idStart) = try readRecord(&cursor, columns)
    if let earlier = lines.updateValue(cursor.line, forKey: record.id) {
      throw cursor.refuse(
        "duplicate-id", at: idStart, "id", "found \(quoted(record.id)) again, as in line \(earlier)"
      )
    }
    guard record.size <= totalLimit - total else {
      throw cursor.refuse(
        "total", at: start, "size", "found sizes that add up to more than 2^60 so far")
    }
    total += record.size
    table.records.append(record)
    cursor.nextLine()
  }
  return table
}

private func readHeader(_ cursor: inout CSVCursor) throws(Rejection) -> [Column] {
  var columns: [Column] = []
  let expected = "expected a header line with the columns id, lower, upper and size"
  repeat {
    let field = cursor.field()
    let name = cursor.text(field)
    guard let column = Column(rawValue: name) else {
      let isFirst = columns.isEmpty && field.isEmpty
      throw cursor.refuse(
        "header", at: field.lowerBound, "",
        isFirst
          ? "found an empty line, \(expected)"
          : "found column \(quoted(name)), \(expected) and no others")
    }
    guard !columns.contains(column) else {
      throw cursor.refuse("header", at: field.lowerBound, "", "found column \(name) twice")
    }
    columns.append(column)
  } while cursor.comma()
  if let missing = Column.allCases.first(where: { !columns.contains($0) }) {
    throw cursor.refuse("header", at: cursor.index, "", "found no column \(missing), \(expected)")
  }
  return columns
}

/// Reads a line up to its end; `idStart` is the byte where its id begins.
private func readRecord(
  _ cursor: inout CSVCursor, _ columns: [Column]
) throws(Rejection) -> (BufferTable.Record, idStart: Int) {
  let start = cursor.index
  var id = start..<start
  var (lower, upper, size) = (0, 0, 0)
  var upperStart = start
  for (position, column) in columns.enumerated() {
    guard position == 0 || cursor.comma() else {
      throw cursor.refuse(
        "columns", at: cursor.index, "",
        "found \(position) values in the line, expected \(columns.count)")
    }
    switch column {
    case .id: id = try readID(&cursor)
    case .lower: lower = try readNumber(&cursor, "lower")
    case .upper:
      upperStart = cursor.index
      upper = try readNumber(&cursor, "upper")
    case .size: size = try readNumber(&cursor, "size")
    }
  }
  guard cursor.isAtLineEnd else {
    throw cursor.refuse(
      "columns", at: cursor.index, "", "found more than \(columns.count) values in the line")
  }
  guard lower < upper else {
    throw cursor.refuse(
      "life", at: upperStart, "upper",
      "found a life from \(lower) to \(upper), expected upper to be above lower")
  }
  return (
    BufferTable.Record(
      id: cursor.text(id), lower: lower, upper: upper, size: size, text: start..<cursor.index),
    id.lowerBound
  )
}

private func readID(_ cursor: inout CSVCursor) throws(Rejection) -> Range<Int> {
  let field = cursor.field()
  let refuse = { [cursor] (message: String) in
    cursor.refuse("id", at: field.lowerBound, "id", message)
  }
  guard !field.isEmpty else { throw refuse("found no id") }
  let bytes = cursor.bytes[field]
  guard !bytes.contains(UInt8(ascii: "\"")) else {
    throw refuse("found a quotation mark; quoted values are not supported")
  }
  guard String(validating: bytes, as: UTF8.self) != nil, !bytes.contains(where: { $0 < 0x20 })
  else { throw refuse("found an id that is not printable UTF-8") }
  return field
}

private func readNumber(_ cursor: inout CSVCursor, _ name: String) throws(Rejection) -> Int {
  let field = cursor.field()
  var number = 0
  var isValid = !field.isEmpty
  for byte in cursor.bytes[field] where isValid {
    let digit = Int(byte) - 0x30
    let (tens, overflow) = number.multipliedReportingOverflow(by: 10)
    let (sum, carry) = tens.addingReportingOverflow(digit)
    isValid = (0...9).contains(digit) && !overflow && !carry
    number = sum
  }
  guard isValid else {
    throw cursor.refuse(
      "number", at: field.lowerBound, name,
      "found \(quoted(cursor.text(field))), expected a whole number from 0 to \(Int.max)")
  }
  return number
}
