import Basics

/// All packed weights of a generated program in one piece, in the order in which they are read.
struct WeightBlob {
  /// The bytes, numbers little-endian.
  private(set) var bytes: [UInt8] = []
  /// Where pieces start that are there already: ops that run twice share their weights.
  private var starts: [[[UInt8]]: Int] = [:]

  /// A cache line: every op's weights start on one.
  private static let lineBytes = 64

  /// Appends the floats of one op, one packed piece for each slice; at which float the first starts.
  mutating func add(_ pieces: [[Float]]) -> Int {
    append(pieces.map { littleEndian($0.map(\.bitPattern)) }) / 4
  }

  /// The same of 8-bit integers; at which byte the first starts.
  mutating func add(_ pieces: [[Int8]]) -> Int {
    append(pieces.map { $0.map(UInt8.init(bitPattern:)) })
  }

  /// The same of 32-bit integers; at which of them the first starts.
  mutating func add(_ pieces: [[Int32]]) -> Int {
    append(pieces.map { littleEndian($0.map(UInt32.init(bitPattern:))) }) / 4
  }

  /// Fills the last four bytes up.
  mutating func finish() { bytes += Array(repeating: 0, count: (4 - bytes.count % 4) % 4) }

  private mutating func append(_ pieces: [[UInt8]]) -> Int {
    if let known = starts[pieces] { return known }
    bytes += Array(
      repeating: 0, count: (Self.lineBytes - bytes.count % Self.lineBytes) % Self.lineBytes)
    let start = bytes.count
    for piece in pieces { bytes += piece }
    starts[pieces] = start
    return start
  }
}

private func littleEndian(_ values: [UInt32]) -> [UInt8] {
  values.map(\.littleEndian).withUnsafeBytes { Array($0) }
}

/// Spells bytes as C string literals, one literal per line.
///
/// A compiler reads a literal ten times faster than a list of numbers. Octal escapes are as short
/// as the next byte allows, and `?` is escaped because two of them start a trigraph in C99.
package func stringLiterals(_ bytes: [UInt8], to output: inout [UInt8]) {
  output.reserveCapacity(output.count + bytes.count * 3)
  let bytesPerLine = 64
  var start = 0
  while start < bytes.count {
    let end = min(start + bytesPerLine, bytes.count)
    output.append(contentsOf: [UInt8(ascii: " "), UInt8(ascii: " "), UInt8(ascii: "\"")])
    for index in start..<end {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "?"):
        output.append(UInt8(ascii: "\\"))
        output.append(byte)
      case 32...126:
        output.append(byte)
      default:
        output.append(UInt8(ascii: "\\"))
        let digitFollows =
          index + 1 < end && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index + 1])
        if byte >= 64 || digitFollows { output.append(UInt8(ascii: "0") + byte >> 6) }
        if byte >= 8 || digitFollows { output.append(UInt8(ascii: "0") + byte >> 3 & 7) }
        output.append(UInt8(ascii: "0") + byte & 7)
      }
    }
    output.append(contentsOf: [UInt8(ascii: "\""), UInt8(ascii: "\n")])
    start = end
  }
}
