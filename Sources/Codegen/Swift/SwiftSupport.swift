/// Text that every generated Swift file has, whatever the model.
enum SwiftSupport {
  /// What the file needs of the system to map its weights.
  static let imports = """
    #if _endian(big)
    #error("the weights are little-endian")
    #endif
    #if hasFeature(Embedded)
    #elseif canImport(Darwin)
    import Darwin
    #elseif canImport(Glibc)
    import Glibc
    #elseif canImport(Musl)
    import Musl
    #elseif canImport(Android)
    import Android
    #endif

    """

  /// Compares without a sign: what lies above or left of an image is larger than the image.
  static let comparison = """
    /// Compares numbers without a sign: what is below zero is larger than any image.
    @inline(__always)
    private static func isBelow(_ a: Int, _ b: Int) -> Bool {
      UInt(bitPattern: a) < UInt(bitPattern: b)
    }

    """

  /// A class that maps a file, nested in the type of that name.
  static func mappedFile(in type: String) -> String {
    """
    #if !hasFeature(Embedded) && !os(Windows)
    extension \(type) {
      /// A file in memory for as long as this lives.
      private final class MappedFile {
        let start: UnsafeRawPointer
        let count: Int

        init(_ path: String) throws(Failure) {
          let file = open(path, O_RDONLY)
          guard file >= 0 else { throw .unreadable(errno: errno) }
          defer { close(file) }
          let end = Int(lseek(file, 0, SEEK_END))
          guard end > 0 else { throw .weightCount(found: max(end, 0)) }
          let memory = mmap(nil, end, PROT_READ, MAP_PRIVATE, file, 0)
          guard let memory, memory != UnsafeMutableRawPointer(bitPattern: -1) else {
            throw .unreadable(errno: errno)
          }
          start = UnsafeRawPointer(memory)
          count = end
        }

        deinit { munmap(UnsafeMutableRawPointer(mutating: start), count) }
      }
    }
    #endif
    """
  }
}
