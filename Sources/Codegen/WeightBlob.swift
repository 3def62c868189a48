import Basics

/// All packed weights of a generated program in one piece, in the order in which they are read.
struct WeightBlob {
  private(set) var values: [Float] = []
  /// Where pieces start that are there already: ops that run twice share their weights.
  private var starts: [[[Float]]: Int] = [:]

  /// A cache line, in floats: every op's weights start on one.
  private static let lineCount = 16

  /// Appends the weights of one op, one packed piece for each slice; where the first starts.
  mutating func add(_ pieces: [[Float]]) -> Int {
    if let known = starts[pieces] { return known }
    while values.count % Self.lineCount != 0 { values.append(0) }
    let start = values.count
    for piece in pieces { values += piece }
    starts[pieces] = start
    return start
  }

  /// The bytes of the values, little-endian.
  var bytes: [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 4 * values.count) { buffer, count in
      for (index, value) in values.enumerated() {
        var bits = value.bitPattern.littleEndian
        withUnsafeBytes(of: &bits) { source in
          for byte in 0..<4 { buffer.initializeElement(at: 4 * index + byte, to: source[byte]) }
        }
      }
      count = 4 * values.count
    }
  }
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
