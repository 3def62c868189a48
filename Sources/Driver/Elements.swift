/// Float arrays as raw little-endian bytes: how programs and files exchange tensors.
enum Elements {
  static func bytes(_ values: [Float]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 4 * values.count) { buffer, count in
      for value in values {
        for shift in stride(from: UInt32(0), to: 32, by: 8) {
          buffer.initializeElement(
            at: count, to: UInt8(truncatingIfNeeded: value.bitPattern >> shift))
          count += 1
        }
      }
    }
  }

  static func floats(_ bytes: ArraySlice<UInt8>) -> [Float] {
    bytes.withUnsafeBytes { buffer in
      (0..<buffer.count / 4).map {
        Float(
          bitPattern: UInt32(
            littleEndian: buffer.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
      }
    }
  }
}
