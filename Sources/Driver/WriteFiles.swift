import Basics
import Formats

/// Writes files, each whole or not at all.
public func write(_ files: [(path: String, bytes: [UInt8])]) throws(Failure) {
  try facade { () throws(Rejection) in
    for file in files { try writeFile(file.path, file.bytes) }
  }
}
