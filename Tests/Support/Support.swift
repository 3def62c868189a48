import Basics
import Formats
import Glibc
import IR
import Import

/// The folder of the package.
package let packageFolder: String = {
  var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
  parts.removeLast(3)
  return parts.joined(separator: "/")
}()

/// The bytes of a file of the package.
package func packageFile(_ path: String) throws -> [UInt8] {
  try readFile("\(packageFolder)/\(path)")
}

/// The numbers of a file of little-endian doubles.
package func doubles(_ path: String) throws -> [Double] {
  let bytes = try packageFile(path)
  return bytes.withUnsafeBytes { buffer in
    (0..<bytes.count / 8).map {
      Double(
        bitPattern: UInt64(
          littleEndian: buffer.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self)))
    }
  }
}

/// Imports a definition of the package with seeded weights.
package func importGraph(
  _ definition: String, width: Double? = nil, resolution: Int? = nil, classes: Int? = nil,
  dialect: Dialect? = nil
) throws -> Graph {
  var overrides = Overrides()
  overrides.width = width
  overrides.resolution = resolution.map { ($0, $0) }
  overrides.classes = classes
  overrides.dialect = dialect
  return try importDefinition(
    try packageFile("Graphs/\(definition).json"), file: "Graphs/\(definition).json",
    overrides: overrides, weights: nil
  ).graph
}

/// The folder with large files that are not part of the package, if it is there.
package let sharedFolder: String? = {
  let candidates = [
    getenv("MNCC_SHARED").map { String(cString: $0) }, "\(packageFolder)/../shared",
  ]
  return candidates.compactMap { $0 }.first {
    access("\($0)/models/mobilenet_v2-b0353104.pth", R_OK) == 0
  }
}()

/// The numbers of a file of little-endian floats.
package func floats(_ path: String) throws -> [Float] {
  let bytes = try readFile(path)
  return bytes.withUnsafeBytes { buffer in
    (0..<bytes.count / 4).map {
      Float(
        bitPattern: UInt32(
          littleEndian: buffer.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
    }
  }
}

/// The largest difference relative to the largest magnitude expected.
package func relativeError(_ actual: [Double], _ expected: [Double]) -> Double {
  guard actual.count == expected.count else { return .infinity }
  let scale = expected.reduce(0) { max($0, abs($1)) }
  return zip(actual, expected).reduce(0) { max($0, abs($1.0 - $1.1)) } / scale
}
