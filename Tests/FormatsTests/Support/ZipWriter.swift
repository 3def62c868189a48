/// A zip file of stored entries with right checksums, so that a reader gets to their content.
func storedZip(_ entries: [(name: String, content: [UInt8])]) -> [UInt8] {
  var file: [UInt8] = []
  var directory: [UInt8] = []
  for (name, content) in entries {
    let size = littleEndian(UInt32(content.count))
    var common: [UInt8] = [20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0]
    common += littleEndian(crc32(content)) + size + size
    common += littleEndian(UInt16(name.utf8.count)) + [0, 0]
    directory += [0x50, 0x4b, 1, 2, 20, 0] + common + [UInt8](repeating: 0, count: 10)
    directory += littleEndian(UInt32(file.count)) + name.utf8
    file += [0x50, 0x4b, 3, 4] + common + name.utf8 + content
  }
  let count = littleEndian(UInt16(entries.count))
  let end = littleEndian(UInt32(directory.count)) + littleEndian(UInt32(file.count))
  return file + directory + [0x50, 0x4b, 5, 6, 0, 0, 0, 0] + count + count + end + [0, 0]
}

/// The checksum of zip and PNG.
func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
  var crc: UInt32 = 0xffff_ffff
  for byte in bytes {
    crc ^= UInt32(byte)
    for _ in 0..<8 { crc = crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ 0xedb8_8320 }
  }
  return ~crc
}
