import Basics

/// The number in the first pickle of every file that torch.save wrote before version 1.6.
private let legacyMagic: [UInt8] = [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]

func isLegacyTorch(_ bytes: [UInt8]) -> Bool {
  bytes.starts(with: [0x80, 2, PickleOpcode.long1.rawValue, 10] + legacyMagic)
}

/// Reads the stream form of torch.save: five pickles, then the storages one after the other.
func readLegacyTorch(_ bytes: [UInt8], file: String) throws(Rejection) -> [TensorRecord] {
  var machine = PickleMachine(ByteReader(bytes, file: file))
  try expect(.bigInt(legacyMagic), "the magic number", &machine)
  try expect(.int(1001), "version 1001 of the format", &machine)
  try checkByteOrder(&machine)
  let result = try machine.run()
  let entries = try machine.stateDict(in: result)

  var order: [String] = []
  let start = machine.reader.origin
  if case .list(let handle) = try machine.run() {
    for case .string(let key) in machine.objects[handle].items { order.append(key) }
  }
  var declared: [String: PickledStorage] = [:]
  for storage in machine.storages {
    let earlier = declared.updateValue(storage, forKey: storage.key)
    guard earlier == nil || earlier == storage else {
      throw Rejection(
        .badFile, "torch.storage", at: start,
        "the storage \(quoted(storage.key)) is declared with different types or counts")
    }
  }

  var stored: [String: StoredElements] = [:]
  for key in order {
    guard let storage = declared[key] else {
      throw machine.reader.refuse(
        "torch.storage", "data follows for the storage \(quoted(key)), which no tensor uses")
    }
    let count = try machine.reader.count64("the length of a storage")
    guard count == storage.count else {
      throw machine.reader.refuse(
        "torch.storage",
        "the storage \(quoted(key)) has \(count) elements here, its tensors expect \(storage.count)"
      )
    }
    let (byteCount, overflow) = count.multipliedReportingOverflow(by: storage.type.byteCount)
    stored[key] = StoredElements(
      bytes: try machine.reader.take(overflow ? .max : byteCount, "the storage \(quoted(key))"),
      type: storage.type, byteOrder: .little)
  }
  guard machine.reader.remaining == 0 else {
    throw machine.reader.refuse(
      "torch.trailing", "expected the end of the file, found \(machine.reader.remaining) more bytes"
    )
  }
  return try machine.read(entries, file: file, byteCount: bytes.count) {
    (storage) throws(Rejection) in
    guard let elements = stored[storage.key] else {
      throw Rejection(
        .badFile, "torch.storage", at: start,
        "the storage \(quoted(storage.key)) is used by a tensor and missing in the list of storages"
      )
    }
    return elements
  }
}

private func expect(
  _ expected: PickleValue, _ what: String, _ machine: inout PickleMachine
) throws(Rejection) {
  let start = machine.reader.origin
  let found = try machine.run()
  guard found == expected else {
    throw Rejection(
      .badFile, "torch.header", at: start, "expected \(what), found \(found.summary)")
  }
}

private func checkByteOrder(_ machine: inout PickleMachine) throws(Rejection) {
  let start = machine.reader.origin
  guard case .dictionary(let system) = try machine.run(),
    machine.objects[system][.string("little_endian")] == .bool(true)
  else {
    throw Rejection(
      .badFile, "torch.header", at: start,
      "expected the description of a little-endian system")
  }
}
