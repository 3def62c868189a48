import Basics
import Glibc

/// Reads a whole regular file.
///
/// Refuses what is missing, a folder, a pipe or device, unreadable, empty, or larger than `limit`
/// bytes.
package func readFile(_ path: String, limit: Int = 4 << 30) throws(Rejection) -> [UInt8] {
  let (descriptor, size) = try openRegularFile(path)
  defer { close(descriptor) }
  guard size <= limit else {
    throw refuse(path, "file.too-large", "is \(size) bytes long, at most \(limit) are read")
  }
  let bytes = try readBytes(descriptor, path, count: size)
  guard !bytes.isEmpty else { throw refuse(path, "file.empty", "is empty") }
  return bytes
}

/// Reads a part of a regular file, which must lie within it.
func readFile(_ path: String, from offset: Int, count: Int) throws(Rejection) -> [UInt8] {
  let (descriptor, size) = try openRegularFile(path)
  defer { close(descriptor) }
  guard offset >= 0, count >= 0, offset <= size, count <= size - offset else {
    throw refuse(
      path, "file.truncated", "expected \(count) bytes from byte \(offset) on, found \(size) bytes")
  }
  guard lseek(descriptor, offset, SEEK_SET) == offset else {
    throw refuse(path, "file.unreadable", "cannot be read: \(systemErrorText())")
  }
  let bytes = try readBytes(descriptor, path, count: count)
  guard bytes.count == count else {
    throw refuse(path, "file.truncated", "became shorter while it was read")
  }
  return bytes
}

/// Opens a file, and says how many bytes it has.
private func openRegularFile(_ path: String) throws(Rejection) -> (descriptor: Int32, size: Int) {
  // Without O_NONBLOCK, opening a named pipe waits for a writer that may never come.
  let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
  guard descriptor >= 0 else {
    let id = errno == ENOENT ? "file.missing" : "file.unreadable"
    throw refuse(path, id, "cannot be opened: \(systemErrorText())")
  }
  do throws(Rejection) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw refuse(path, "file.unreadable", "cannot be examined: \(systemErrorText())")
    }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw refuse(path, "file.directory", "is a directory, expected a file")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw refuse(path, "file.not-regular", "is a pipe or a device, expected a regular file")
    }
    return (descriptor, Int(status.st_size))
  } catch {
    close(descriptor)
    throw error
  }
}

/// The next `count` bytes, or fewer where the file ends before.
private func readBytes(
  _ descriptor: Int32, _ path: String, count size: Int
) throws(Rejection) -> [UInt8] {
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
  guard !failed else {
    throw refuse(path, "file.unreadable", "cannot be read: \(systemErrorText())")
  }
  return bytes
}

private func refuse(_ path: String, _ id: String, _ message: String) -> Rejection {
  Rejection(.badFile, id, at: .file(path), message)
}

/// What the system says about the call that failed last.
func systemErrorText() -> String { String(cString: strerror(errno)) }
