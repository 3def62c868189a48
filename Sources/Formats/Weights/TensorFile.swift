import Basics

/// One named tensor from a weight file, widened to Float.
package struct TensorRecord: Sendable {
  package let name: String
  package let shape: [Int]
  /// In row-major order.
  package let values: [Float]
  /// As the file's format spells it: `float32`, `F32`, `<f4`.
  package let elementType: String
  package let origin: Origin

  package init(
    name: String, shape: [Int], values: [Float], elementType: String, origin: Origin
  ) {
    self.name = name
    self.shape = shape
    self.values = values
    self.elementType = elementType
    self.origin = origin
  }
}

/// What a weight file holds.
package struct TensorFile: Sendable {
  package enum Format: String, Sendable { case torchZip, torchLegacy, safetensors, npz }

  package let format: Format
  /// In the order of the file, integer tensors such as `num_batches_tracked` included.
  package let tensors: [TensorRecord]
  /// Of the bytes of the whole file.
  package let sha256: String

  package init(format: Format, tensors: [TensorRecord], sha256: String) {
    self.format = format
    self.tensors = tensors
    self.sha256 = sha256
  }
}

/// Reads a weight file, whose format its content tells and not its name.
package func readTensors(_ bytes: [UInt8], file: String) throws(Rejection) -> TensorFile {
  let (format, tensors) = try readRecords(bytes, file: file)
  var digest = SHA256()
  digest.update(bytes)
  return TensorFile(format: format, tensors: tensors, sha256: digest.hexDigest())
}

private func readRecords(
  _ bytes: [UInt8], file: String
) throws(Rejection) -> (TensorFile.Format, [TensorRecord]) {
  if isLegacyTorch(bytes) { return (.torchLegacy, try readLegacyTorch(bytes, file: file)) }
  if isSafetensors(bytes) { return (.safetensors, try readSafetensors(bytes, file: file)) }
  guard bytes.starts(with: zipSignature) else {
    throw unknownFormat(describeStart(of: bytes), file: file)
  }
  let archive = try ZipArchive(bytes, file: file)
  if isZippedTorch(archive) { return (.torchZip, try readZippedTorch(archive)) }
  if isNPZ(archive) { return (.npz, try readNPZ(archive)) }
  let names = archive.entries.prefix(4).map { quoted($0.name) }.joined(separator: ", ")
  throw unknownFormat("a zip file of \(archive.entries.count) entries (\(names))", file: file)
}

private func unknownFormat(_ found: String, file: String) -> Rejection {
  Rejection(
    .badFile, "weights.format", at: .file(file),
    "found \(found), expected weights as written by torch.save (zip or legacy form), safetensors "
      + "or numpy.savez")
}

/// What a file that is none of the formats seems to be.
private func describeStart(of bytes: [UInt8]) -> String {
  let known: [(start: [UInt8], name: String)] = [
    ([], "an empty file"),
    ([0x80], "a Python pickle without the mark of torch.save"),
    ([0x93] + Array("NUMPY".utf8), "a single numpy array (.npy)"),
    ([0x89] + Array("HDF\r\n".utf8), "an HDF5 file (Keras)"),
    ([0x1f, 0x8b], "a gzip file"),
    (Array("GGUF".utf8), "a GGUF file"),
    (Array("PK".utf8), "an empty or damaged zip file"),
  ]
  if bytes.isEmpty { return known[0].name }
  if bytes.dropFirst(4).starts(with: "TFL3".utf8) { return "a TFLite model" }
  for (start, name) in known.dropFirst() where bytes.starts(with: start) { return name }
  let digits = bytes.prefix(8).map { String(0x100 + UInt($0), radix: 16).dropFirst() }
  return "unknown content that starts with the bytes \(digits.joined(separator: " "))"
}
