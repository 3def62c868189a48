/// Writes the pickles that CPython would not write.
struct PickleWriter {
  private(set) var bytes: [UInt8] = [0x80, 2]

  mutating func raw(_ opcodes: UInt8...) { bytes += opcodes }

  mutating func global(_ module: String, _ name: String) {
    bytes += "c\(module)\n\(name)\n".utf8
  }

  mutating func string(_ text: String) {
    bytes += [0x58] + littleEndian(UInt32(text.utf8.count)) + text.utf8
  }

  mutating func int(_ value: Int64) {
    bytes += [0x8a, 8] + littleEndian(UInt64(bitPattern: value))
  }

  mutating func tuple(of values: [Int64]) {
    raw(0x28)
    for value in values { int(value) }
    raw(0x74)
  }

  /// A state dict with one float tensor `w` whose storage says it has `count` elements.
  mutating func stateDict(
    shape: [Int64], strides: [Int64], offset: Int64, count: Int64, storageClass: String = "Float"
  ) {
    raw(0x7d, 0x28)
    string("w")
    global("torch._utils", "_rebuild_tensor_v2")
    raw(0x28, 0x28)
    string("storage")
    global("torch", storageClass + "Storage")
    string("0")
    string("cpu")
    int(count)
    raw(0x4e, 0x74, 0x51)
    int(offset)
    tuple(of: shape)
    tuple(of: strides)
    raw(0x89, 0x4e, 0x74, 0x52, 0x75, 0x2e)
  }

  /// A legacy file with `state` as its fourth pickle, and four floats in storage `0`.
  static func legacyFile(declaring count: UInt64 = 4, _ state: (inout PickleWriter) -> Void)
    -> [UInt8]
  {
    var file: [UInt8] = [0x80, 2, 0x8a, 10]
    file += [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e]
    file += [0x80, 2, 0x4d, 0xe9, 3, 0x2e]
    var system = PickleWriter()
    system.raw(0x7d)
    system.string("little_endian")
    system.raw(0x88, 0x73, 0x2e)
    var pickle = PickleWriter()
    state(&pickle)
    var keys = PickleWriter()
    keys.raw(0x5d)
    keys.string("0")
    keys.raw(0x61, 0x2e)
    file += system.bytes + pickle.bytes + keys.bytes + littleEndian(count)
    for i in 0..<4 { file += littleEndian(Float(i).bitPattern) }
    return file
  }
}

func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { Array($0) }
}
