import Basics
import Glibc

/// Writes a whole file so that nobody ever sees half of it.
///
/// The bytes go to a temporary file in the same folder, which then takes the name; on failure
/// nothing is left behind and what stood there before stays.
package func writeFile(_ path: String, _ bytes: [UInt8]) throws(Rejection) {
  func refuse(_ message: String) -> Rejection {
    Rejection(.badFile, "file.write", at: .file(path), message)
  }
  // Renaming would put a file in the place of a device such as /dev/stdout.
  var status = stat()
  if stat(path, &status) == 0 {
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw refuse("cannot be written: it exists and is not a regular file")
    }
  }
  guard let (descriptor, temporary) = createBeside(path) else {
    throw refuse("cannot be written: \(systemErrorText())")
  }
  var problem = writeAll(bytes, to: descriptor)
  if close(descriptor) != 0 { problem = problem ?? systemErrorText() }
  if problem == nil && rename(temporary, path) != 0 { problem = systemErrorText() }
  if let problem {
    unlink(temporary)
    throw refuse("cannot be written: \(problem)")
  }
}

/// Creates a file with an unused name in the folder of `path`.
private func createBeside(_ path: String) -> (descriptor: Int32, name: String)? {
  for attempt in 0..<100 {
    let name = "\(path).\(getpid()).\(attempt).tmp"
    let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    if descriptor >= 0 { return (descriptor, name) }
    if errno != EEXIST { return nil }
  }
  return nil
}

/// Writes everything, or says what went wrong.
private func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> String? {
  bytes.withUnsafeBytes { buffer in
    var written = 0
    while written < buffer.count {
      let count = write(
        descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
      if count < 0 && errno == EINTR { continue }
      if count < 0 { return systemErrorText() }
      written += count
    }
    return nil
  }
}
