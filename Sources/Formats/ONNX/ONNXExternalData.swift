import Basics
import Glibc

/// The data of a tensor in another file, which must lie in the folder of the model or below it.
struct ONNXExternalData: Sendable {
  let folder: String
  /// Relative to the folder.
  let location: String
  let offset: Int
  let byteCount: Int
  /// Of the tensor.
  let origin: Origin

  /// Refuses a location that says itself that it leaves the folder; links show only on reading.
  init(
    folder: String, location: String, offset: Int, byteCount: Int, origin: Origin
  ) throws(Rejection) {
    self.folder = folder
    self.location = location
    self.offset = offset
    self.byteCount = byteCount
    self.origin = origin
    guard !location.isEmpty, !location.utf8.contains(0) else {
      throw refuse("expected the name of a file, found \(quoted(location))")
    }
    guard !location.hasPrefix("/") else {
      throw refuse("expected a path in the model's folder, found the absolute \(quoted(location))")
    }
    guard !location.split(separator: "/").contains("..") else {
      throw refuse("expected a path in the model's folder, found \(quoted(location))")
    }
  }

  func read() throws(Rejection) -> [UInt8] {
    guard let root = resolved(folder) else {
      throw refuse("the model's folder cannot be resolved: \(systemErrorText())")
    }
    guard let path = resolved("\(folder)/\(location)") else {
      throw refuse("\(quoted(location)) cannot be opened: \(systemErrorText())")
    }
    guard path.hasPrefix(root.hasSuffix("/") ? root : root + "/") else {
      throw refuse("\(quoted(location)) is a link that leads out of the model's folder")
    }
    // The place of a failure is the tensor: the name of the file alone does not lead to it.
    do {
      return try readFile(path, from: offset, count: byteCount)
    } catch {
      let reasons = error.diagnostics.map {
        Diagnostic($0.id, at: origin, "its data in \(quoted(location)): \($0.message)")
      }
      throw Rejection(error.kind, reasons)
    }
  }

  private func refuse(_ message: String) -> Rejection {
    Rejection(.badFile, "onnx.external-data", at: origin, message)
  }
}

/// The path without links, nil if there is nothing.
private func resolved(_ path: String) -> String? {
  guard let real = realpath(path, nil) else { return nil }
  defer { free(real) }
  return String(cString: real)
}
