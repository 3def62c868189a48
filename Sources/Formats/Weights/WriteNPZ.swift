import Basics
import CZip
import Glibc

/// An array for numpy.
package struct NPYArray {
  package enum Element {
    case float32([Float])
    case int8([Int8])
  }

  let name: String
  let shape: [Int]
  let elements: Element

  package init(_ name: String, shape: [Int], _ elements: Element) {
    (self.name, self.shape, self.elements) = (name, shape, elements)
  }

  /// The content of a .npy file of version 1.0.
  fileprivate var bytes: [UInt8] {
    let (spelling, data) =
      switch elements {
      case .float32(let floats): ("<f4", floats.withUnsafeBytes { Array($0) })
      case .int8(let integers): ("|i1", integers.withUnsafeBytes { Array($0) })
      }
    let extents = shape.map { "\($0), " }.joined()
    var header = "{'descr': '\(spelling)', 'fortran_order': False, 'shape': (\(extents)), }"
    // The data begin at a multiple of 64.
    let start = 10 + header.utf8.count + 1
    header += String(repeating: " ", count: (64 - start % 64) % 64) + "\n"
    let length = UInt16(header.utf8.count)
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 0xff), UInt8(length >> 8)]
      + Array(header.utf8) + data
  }
}

/// Writes arrays as `numpy.savez` does; the same arrays give the same bytes.
package func writeNPZ(_ path: String, _ arrays: [NPYArray]) throws(Rejection) {
  try writeFile(path, try archive(arrays, path))
}

private func archive(_ arrays: [NPYArray], _ path: String) throws(Rejection) -> [UInt8] {
  var error = zip_error_t()
  zip_error_init(&error)
  defer { zip_error_fini(&error) }
  func refuse(_ text: String?) -> Rejection {
    Rejection(
      .badFile, "file.write", at: .file(path),
      "libzip cannot write it: \(text ?? String(cString: zip_error_strerror(&error)))")
  }
  guard let memory = zip_source_buffer_create(nil, 0, 1, &error) else { throw refuse(nil) }
  defer { zip_source_free(memory) }
  zip_source_keep(memory)
  guard let archive = zip_open_from_source(memory, ZIP_TRUNCATE, &error) else {
    zip_source_free(memory)
    throw refuse(nil)
  }
  for array in arrays {
    let content = array.bytes
    // libzip frees the copy, also where it refuses it.
    guard let copy = malloc(content.count) else {
      zip_discard(archive)
      throw refuse("out of memory")
    }
    content.withUnsafeBytes { if let base = $0.baseAddress { memcpy(copy, base, $0.count) } }
    let source = zip_source_buffer(archive, copy, UInt64(content.count), 1)
    let index = zip_file_add(
      archive, array.name + ".npy", source, zip_flags_t(ZIP_FL_ENC_UTF_8))
    guard index >= 0, zip_set_file_compression(archive, UInt64(index), ZIP_CM_STORE, 0) == 0,
      // The first day that an archive knows: output depends on no date.
      zip_file_set_dostime(archive, UInt64(index), 0, 0x21, 0) == 0
    else {
      let text = String(cString: zip_strerror(archive))
      if index < 0 { zip_source_free(source) }
      zip_discard(archive)
      throw refuse(text)
    }
  }
  guard zip_close(archive) == 0 else {
    let text = String(cString: zip_strerror(archive))
    zip_discard(archive)
    throw refuse(text)
  }
  return try content(of: memory, refuse)
}

/// What was written to a source in memory.
private func content(
  of memory: OpaquePointer, _ refuse: (String?) -> Rejection
) throws(Rejection) -> [UInt8] {
  var status = zip_stat_t()
  guard zip_source_stat(memory, &status) == 0, zip_source_open(memory) == 0 else {
    throw refuse("nothing was written")
  }
  defer { zip_source_close(memory) }
  var got: Int64 = 0
  let bytes = [UInt8](unsafeUninitializedCapacity: Int(status.size)) { buffer, count in
    got = zip_source_read(memory, buffer.baseAddress, status.size)
    count = max(0, Int(got))
  }
  guard UInt64(clamping: got) == status.size else { throw refuse("only a part was written") }
  return bytes
}
