import Basics
import Formats
import Foundation
import Targets

/// The form of a cache in its file; the names are those users see.
private struct CacheFile: Encodable {
  struct Machine: Encodable {
    let processor, target, compiler: String
    let kernels: [String: String]
  }

  let version: Int
  let machines: [Machine]
}

extension TuningCache {
  private static let version = 1
  /// Problems that are listed: a file may hold a million of them.
  private static let mostProblems = 50

  /// The text of the file: the same cache gives the same bytes.
  func text() -> [UInt8] {
    let machines = tiles.sorted { $0.key < $1.key }.map { key, kernels in
      CacheFile.Machine(
        processor: key.processor, target: key.target, compiler: key.compiler,
        kernels: kernels.mapValues(\.description))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(CacheFile(version: Self.version, machines: machines)))
        + [UInt8(ascii: "\n")]
    } catch {
      preconditionFailure("strings and numbers are JSON: \(error)")
    }
  }

  /// Reads the text of a file.
  init(_ bytes: [UInt8], file: String) throws(Rejection) {
    let root = try parseJSON(bytes, file: file)
    var reader = JSONObjectReader(root, expecting: "a cache of tuned tiles")
    _ = reader.integer("version", in: Self.version...Self.version)
    let machines = reader.array("machines") ?? []
    var problems = reader.finish()
    for machine in machines where problems.count < Self.mostProblems { problems += add(machine) }
    guard problems.isEmpty else { throw Rejection(.badFile, problems) }
  }

  /// Adds what a file says of a machine; what is wrong with it.
  private mutating func add(_ machine: JSONValue) -> [Diagnostic] {
    var reader = JSONObjectReader(machine, expecting: "a machine")
    let processor = reader.string("processor")
    let target = reader.string("target")
    let compiler = reader.string("compiler")
    let kernels = reader.object("kernels") ?? []
    var problems = reader.finish()
    guard problems.isEmpty, let processor, let target, let compiler else { return problems }
    let key = Key(processor: processor, target: target, compiler: compiler)
    guard tiles[key] == nil else {
      return [
        Diagnostic(
          "tune.cache", at: machine.origin,
          "found a processor, target and compiler that are there before, expected each once")
      ]
    }
    var found: [String: RegisterTileSize] = [:]
    for kernel in kernels where problems.count < Self.mostProblems {
      guard let tile = kernel.value.string.flatMap({ RegisterTileSize($0) }) else {
        problems.append(
          Diagnostic(
            "tune.cache", at: kernel.value.origin,
            "expected a tile such as \"7x16\", found \(kernel.value.summary)"))
        continue
      }
      found[kernel.key] = tile
    }
    self[key] = found
    return problems
  }
}
