/// What a field of a FlatBuffer may hold, for models that are made by hand.
package indirect enum FlatValue {
  case scalar([UInt8])
  case vector(count: Int, [UInt8])
  case table([Int: FlatValue])
  case tables([FlatValue])

  package static func integer(_ value: some FixedWidthInteger) -> FlatValue {
    .scalar(littleEndianBytes(value))
  }

  package static func int(_ value: Int) -> FlatValue { .integer(Int32(value)) }

  package static func byte(_ value: Int) -> FlatValue { .integer(Int8(value)) }

  package static func flag(_ value: Bool) -> FlatValue { .integer(value ? 1 : 0 as UInt8) }

  package static func float(_ value: Float) -> FlatValue { .integer(value.bitPattern) }

  package static func string(_ text: String) -> FlatValue {
    .vector(count: text.utf8.count, Array(text.utf8) + [0])
  }

  package static func bytes(_ bytes: [UInt8]) -> FlatValue { .vector(count: bytes.count, bytes) }

  package static func ints(_ values: [Int]) -> FlatValue {
    .vector(count: values.count, values.flatMap { littleEndianBytes(Int32($0)) })
  }

  package static func longs(_ values: [Int]) -> FlatValue {
    .vector(count: values.count, values.flatMap { littleEndianBytes(Int64($0)) })
  }

  package static func floats(_ values: [Float]) -> FlatValue {
    .vector(count: values.count, values.flatMap { littleEndianBytes($0.bitPattern) })
  }
}

package func littleEndianBytes(_ value: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { Array($0) }
}

/// A file with a table as its root, written front to back; it shares no code with the reader.
package func flatBuffer(_ root: [Int: FlatValue], identifier: String?) -> [UInt8] {
  var writer = FlatBufferWriter()
  writer.bytes = [0, 0, 0, 0] + (identifier.map { Array($0.utf8) } ?? [])
  writer.set(offsetAt: 0, to: writer.write(.table(root)))
  return writer.bytes
}

private struct FlatBufferWriter {
  var bytes: [UInt8] = []

  /// Appends a value and what it leads to, and gives its place.
  mutating func write(_ value: FlatValue) -> Int {
    switch value {
    case .scalar: preconditionFailure("a scalar stands in its table")
    case .vector(let count, let elements):
      align(16, before: 4)
      let start = bytes.count
      bytes += littleEndianBytes(UInt32(count)) + elements
      return start
    case .tables(let tables):
      align(4, before: 0)
      let start = bytes.count
      bytes += littleEndianBytes(UInt32(tables.count)) + zeros(4 * tables.count)
      for (index, table) in tables.enumerated() {
        set(offsetAt: start + 4 + 4 * index, to: write(table))
      }
      return start
    case .table(let fields): return write(fields)
    }
  }

  private mutating func write(_ fields: [Int: FlatValue]) -> Int {
    // Widest first, so that fields are aligned to their width without gaps, after the first word.
    let numbers = fields.keys.sorted { (-width(fields[$0]), $0) < (-width(fields[$1]), $1) }
    var places: [Int: Int] = [:]
    var size = numbers.contains { width(fields[$0]) == 8 } ? 8 : 4
    for number in numbers {
      places[number] = size
      size += width(fields[number])
    }
    let fieldCount = (fields.keys.max() ?? -1) + 1
    let vtableSize = 4 + 2 * fieldCount
    align(8, before: vtableSize)
    let start = bytes.count + vtableSize
    bytes += littleEndianBytes(UInt16(vtableSize)) + littleEndianBytes(UInt16(size))
    for number in 0..<fieldCount { bytes += littleEndianBytes(UInt16(places[number] ?? 0)) }
    bytes += littleEndianBytes(Int32(vtableSize)) + zeros(size - 4)

    for number in fields.keys.sorted() {
      guard let value = fields[number], let place = places[number] else { continue }
      if case .scalar(let scalar) = value {
        bytes.replaceSubrange(start + place..<start + place + scalar.count, with: scalar)
      } else {
        set(offsetAt: start + place, to: write(value))
      }
    }
    return start
  }

  /// The bytes that a field takes in its table.
  private func width(_ value: FlatValue?) -> Int {
    if case .scalar(let bytes)? = value { return bytes.count }
    return 4
  }

  /// Pads so that what follows `count` more bytes is aligned.
  private mutating func align(_ alignment: Int, before count: Int) {
    while !(bytes.count + count).isMultiple(of: alignment) { bytes.append(0) }
  }

  private func zeros(_ count: Int) -> [UInt8] { Array(repeating: 0, count: count) }

  mutating func set(offsetAt position: Int, to target: Int) {
    bytes.replaceSubrange(
      position..<position + 4, with: littleEndianBytes(UInt32(target - position)))
  }
}
