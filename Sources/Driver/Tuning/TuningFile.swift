import Basics
import Formats
import Foundation

/// Where tuning keeps what it found.
struct TuningFile {
  let path: String

  /// The file that was asked for, else `mncc/tuned.json` where this user's caches are.
  init(
    asked: String?, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(Rejection) {
    if let asked {
      path = asked
      return
    }
    // The convention has paths that are not absolute ignored.
    let folders = [
      environment["XDG_CACHE_HOME"], environment["HOME"].map { $0 + "/.cache" },
    ]
    guard let folder = folders.compactMap({ $0 }).first(where: { $0.hasPrefix("/") }) else {
      throw Rejection(
        .usage, "tune.cache-place",
        "neither XDG_CACHE_HOME nor HOME says where caches are; name a file with --cache")
    }
    path = folder + "/mncc/tuned.json"
  }

  /// What is there; nothing where there is no file yet.
  func read() throws(Rejection) -> TuningCache {
    guard FileManager.default.fileExists(atPath: path) else { return TuningCache() }
    return try TuningCache(readFile(path), file: path)
  }

  /// Replaces the file, whole or not at all; its folder is made if need be.
  func write(_ cache: TuningCache) throws(Rejection) {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw Rejection(
        .badFile, "file.write", at: .file(path),
        "its folder cannot be made: \(error.localizedDescription)")
    }
    try writeFile(path, cache.text())
  }
}
