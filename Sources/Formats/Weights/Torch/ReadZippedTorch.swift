import Basics

/// Whether an archive is one of torch.save, by the pickle it must hold.
func isZippedTorch(_ archive: ZipArchive) -> Bool { archive.entries.contains(where: isPickle) }

private func isPickle(_ entry: ZipArchive.Entry) -> Bool {
  entry.name == "data.pkl" || entry.name.hasSuffix("/data.pkl")
}

/// Reads the zip form of torch.save: `NAME/data.pkl`, `NAME/data/KEY`, perhaps `NAME/byteorder`.
func readZippedTorch(_ archive: ZipArchive) throws(Rejection) -> [TensorRecord] {
  let pickles = archive.entries.filter(isPickle)
  guard pickles.count == 1 else {
    throw Rejection(
      .badFile, "torch.archive", at: .file(archive.file),
      "found \(pickles.count) entries data.pkl, expected one")
  }
  let folder = pickles[0].name.dropLast("data.pkl".count)
  let pickle = try archive.read(pickles[0])
  var machine = PickleMachine(ByteReader(pickle, file: archive.file, part: pickles[0].name))
  let result = try machine.run()
  guard machine.reader.remaining == 0 else {
    throw machine.reader.refuse("torch.trailing", "expected the end of the pickle here")
  }
  let entries = try machine.stateDict(in: result)
  let byteOrder = try byteOrder(in: folder, of: archive)

  var contents: [String: [UInt8]] = [:]
  return try machine.read(
    entries, file: archive.file, byteCount: archive.unpackedByteCount
  ) { (storage) throws(Rejection) in
    let name = "\(folder)data/\(storage.key)"
    guard let entry = archive.entry(named: name) else {
      throw Rejection(
        .badFile, "torch.storage", at: .file(archive.file),
        "the entry \(quoted(name)) is missing, a tensor needs it")
    }
    let content: [UInt8]
    if let known = contents[name] {
      content = known
    } else {
      content = try archive.read(entry)
      contents[name] = content
    }
    let (expected, overflow) = storage.count.multipliedReportingOverflow(by: storage.type.byteCount)
    guard !overflow && content.count == expected else {
      throw Rejection(
        .badFile, "torch.storage", at: .record(file: archive.file, path: name),
        "holds \(content.count) bytes, expected \(storage.count) elements of "
          + "\(storage.type.rawValue)")
    }
    return StoredElements(bytes: content[...], type: storage.type, byteOrder: byteOrder)
  }
}

/// What the entry `byteorder` says; files of torch before 2.1 have none and are little-endian.
private func byteOrder(
  in folder: Substring, of archive: ZipArchive
) throws(Rejection) -> ElementType.ByteOrder {
  guard let entry = archive.entry(named: "\(folder)byteorder") else { return .little }
  let content = try archive.read(entry)
  switch String(decoding: content.prefix(60), as: UTF8.self) {
  case "little": return .little
  case "big": return .big
  case let other:
    throw Rejection(
      .badFile, "torch.archive", at: .record(file: archive.file, path: entry.name),
      "expected little or big, found \(quoted(other))")
  }
}
