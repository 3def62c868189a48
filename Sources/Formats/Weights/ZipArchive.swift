import Basics
import CZip
import Glibc

/// The start of the header of a first entry.
let zipSignature: [UInt8] = [0x50, 0x4b, 3, 4]

/// A zip archive in memory, read through libzip.
///
/// What all entries say they unpack to is checked when the archive is opened, and each entry is
/// held to what it says.
final class ZipArchive {
  struct Entry {
    let index: Int
    let name: String
    let size: Int
    let isReadable: Bool
  }

  let file: String
  let entries: [Entry]
  /// The sum of the sizes of all entries.
  let unpackedByteCount: Int
  private let places: [String: Int]
  private let archive: OpaquePointer

  private static let mostEntries = 65536
  private static let largestUnpacked = 2 << 30

  init(_ bytes: [UInt8], file: String) throws(Rejection) {
    self.file = file
    let archive = try openArchive(bytes, file: file)
    do {
      entries = try Self.entries(of: archive, file: file)
      unpackedByteCount = try Self.unpackedByteCount(
        of: entries, packedByteCount: bytes.count, file: file)
    } catch {
      // deinit runs only for an object that was initialised to the end.
      zip_discard(archive)
      throw error
    }
    self.archive = archive
    places = Dictionary(
      entries.map { ($0.name, $0.index) }, uniquingKeysWith: { first, _ in first })
  }

  deinit { zip_discard(archive) }

  func entry(named name: String) -> Entry? { places[name].map { entries[$0] } }

  /// The content of an entry, checked against its checksum.
  func read(_ entry: Entry) throws(Rejection) -> [UInt8] {
    func refuse(_ id: String, _ message: String) -> Rejection {
      Rejection(.badFile, id, at: .record(file: file, path: entry.name), message)
    }
    guard entry.isReadable else {
      throw refuse("zip.method", "is encrypted or neither stored nor deflated")
    }
    guard let stream = zip_fopen_index(archive, UInt64(entry.index), 0) else {
      throw refuse("zip.damaged", String(cString: zip_strerror(archive)))
    }
    defer { zip_fclose(stream) }

    // In steps, because the size is a claim that the data may not keep.
    var content: [UInt8] = []
    let step = 1 << 16
    while true {
      var got: Int64 = 0
      content += [UInt8](unsafeUninitializedCapacity: step) { buffer, count in
        got = zip_fread(stream, buffer.baseAddress, UInt64(step))
        count = max(0, Int(got))
      }
      guard got >= 0 else {
        throw refuse("zip.damaged", String(cString: zip_file_strerror(stream)))
      }
      guard content.count <= entry.size else {
        throw refuse("zip.bomb", "unpacks to more than the \(entry.size) bytes it claims")
      }
      if got == 0 { break }
    }
    guard content.count == entry.size else {
      throw refuse("zip.damaged", "holds \(content.count) bytes, expected \(entry.size)")
    }
    return content
  }

  private static func entries(
    of archive: OpaquePointer, file: String
  ) throws(Rejection) -> [Entry] {
    let count = Int(zip_get_num_entries(archive, 0))
    guard count <= mostEntries else {
      throw Rejection(
        .badFile, "zip.bomb", at: .file(file),
        "has \(count) entries, expected at most \(mostEntries)")
    }
    var entries: [Entry] = []
    for index in 0..<max(count, 0) {
      var status = zip_stat_t()
      let needed = UInt64(ZIP_STAT_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD)
      guard zip_stat_index(archive, UInt64(index), 0, &status) == 0,
        status.valid & needed == needed, let name = status.name
      else {
        throw Rejection(
          .badFile, "zip.damaged", at: .file(file), "the entry \(index) has no name or size")
      }
      let method = Int32(status.comp_method)
      entries.append(
        Entry(
          index: index, name: String(cString: name), size: Int(clamping: status.size),
          isReadable: (method == ZIP_CM_STORE || method == ZIP_CM_DEFLATE)
            && status.encryption_method == ZIP_EM_NONE))
    }
    return entries
  }

  /// The sum of the sizes, refused beyond 200 times the file: deflate shrinks no weights to that.
  private static func unpackedByteCount(
    of entries: [Entry], packedByteCount: Int, file: String
  ) throws(Rejection) -> Int {
    let limit = min(largestUnpacked, 200 * packedByteCount + 1 << 20)
    var total = 0
    for entry in entries {
      guard entry.size <= limit - total else {
        throw Rejection(
          .badFile, "zip.bomb", at: .record(file: file, path: entry.name),
          "the entries unpack to more than \(limit) bytes, the most for a file of "
            + "\(packedByteCount)")
      }
      total += entry.size
    }
    return total
  }
}

/// Opens a copy of the bytes, which libzip then owns.
private func openArchive(_ bytes: [UInt8], file: String) throws(Rejection) -> OpaquePointer {
  var error = zip_error_t()
  zip_error_init(&error)
  defer { zip_error_fini(&error) }
  func refuse() -> Rejection {
    Rejection(
      .badFile, "zip.damaged", at: .file(file),
      "libzip refuses it: \(String(cString: zip_error_strerror(&error)))")
  }
  guard let copy = malloc(max(bytes.count, 1)) else { throw refuse() }
  bytes.withUnsafeBytes { source in
    if let base = source.baseAddress { memcpy(copy, base, source.count) }
  }
  guard let source = zip_source_buffer_create(copy, UInt64(bytes.count), 1, &error) else {
    free(copy)
    throw refuse()
  }
  guard let archive = zip_open_from_source(source, ZIP_RDONLY, &error) else {
    zip_source_free(source)
    throw refuse()
  }
  return archive
}
