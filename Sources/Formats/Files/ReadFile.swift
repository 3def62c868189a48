import Basics
import Glibc

/// Reads a whole regular file.
///
/// Refuses what is missing, a folder, a pipe or device, unreadable, empty, or larger than `limit`
/// bytes.
package func readFile(_ path: String, limit: Int = 4 << 30) throws(Rejection) -> [UInt8] {
  func refuse(_ id: String, _ message: String) -> Rejection {
    Rejection(.badFile, id, at: .file(path), message)
  }
  // Without O_NONBLOCK, opening a named pipe waits for a writer that may never come.
  let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
  guard descriptor >= 0 else {
    let id = errno == ENOENT ? "file.missing" : "file.unreadable"
    throw refuse(id, "cannot be opened: \(systemErrorText())")
  }
  defer { close(descriptor) }

  var status = stat()
  guard fstat(descriptor, &status) == 0 else {
    throw refuse("file.unreadable", "cannot be examined: \(systemErrorText())")
  }
  guard status.st_mode & S_IFMT != S_IFDIR else {
    throw refuse("file.directory", "is a directory, expected a file")
  }
  guard status.st_mode & S_IFMT == S_IFREG else {
    throw refuse("file.not-regular", "is a pipe or a device, expected a regular file")
  }
  let size = Int(status.st_size)
  guard size <= limit else {
    throw refuse("file.too-large", "is \(size) bytes long, at most \(limit) are read")
  }

  var failed = false
  let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
    while count < size {
      let got = read(descriptor, buffer.baseAddress?.advanced(by: count), size - count)
      if got < 0 && errno == EINTR { continue }
      failed = got < 0
      if got <= 0 { break }
      count += got
    }
  }
  guard !failed else { throw refuse("file.unreadable", "cannot be read: \(systemErrorText())") }
  guard !bytes.isEmpty else { throw refuse("file.empty", "is empty") }
  return bytes
}

/// What the system says about the call that failed last.
func systemErrorText() -> String { String(cString: strerror(errno)) }
