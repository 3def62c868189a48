import Basics

/// Whether an archive is one of numpy, by the arrays it holds.
func isNPZ(_ archive: ZipArchive) -> Bool {
  archive.entries.contains { $0.name.hasSuffix(".npy") }
}

/// Reads what numpy.savez wrote: a zip of one .npy file for each array.
func readNPZ(_ archive: ZipArchive) throws(Rejection) -> [TensorRecord] {
  var collector = TensorCollector(file: archive.file, byteCount: archive.unpackedByteCount)
  for entry in archive.entries {
    guard entry.name.hasSuffix(".npy") else {
      throw Rejection(
        .badFile, "npz.entry", at: .record(file: archive.file, path: entry.name),
        "expected only .npy files in a .npz")
    }
    let content = try archive.read(entry)
    var reader = ByteReader(content, file: archive.file, part: entry.name)
    let header = try NPYHeader(&reader)
    let stored = StoredElements(
      bytes: try reader.take(reader.remaining, "the data"), type: header.type,
      byteOrder: header.byteOrder)
    guard stored.bytes.count.isMultiple(of: header.type.byteCount),
      let layout = try? TensorLayout(
        packed: header.shape, columnMajor: header.isColumnMajor, storageCount: stored.count)
    else {
      throw reader.refuse(
        "npz.size",
        "the shape \(header.shape.prefix(32)) of \(header.typeSpelling) does not fill the "
          + "\(stored.bytes.count) bytes that follow the header")
    }
    try collector.add(
      String(entry.name.dropLast(4)), spelling: header.typeSpelling, layout: layout, from: stored)
  }
  return collector.tensors
}
