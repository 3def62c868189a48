import Basics

private let identifier = "TFL3"

/// Whether bytes say that they are a TFLite model.
package func isTFLite(_ bytes: [UInt8]) -> Bool {
  FlatBuffer(bytes, file: "").identifier == identifier
}

/// Reads a TFLite model.
///
/// The identifier is younger than the format: a file without it is a model if it reads as one.
package func readTFLite(_ bytes: [UInt8], file: String) throws(Rejection) -> TFLiteModel {
  let buffer = FlatBuffer(bytes, file: file)
  if buffer.identifier == identifier { return try readModel(buffer) }
  do throws(Rejection) {
    let model = try readModel(buffer)
    if model.version == 3 { return model }
    throw Rejection(
      .badFile, "tflite.version", at: .file(file),
      "expected version 3 of the schema, found \(model.version)")
  } catch {
    let found = buffer.identifier.map { quoted($0) } ?? "no letters"
    throw Rejection(
      .badFile,
      [
        Diagnostic(
          "tflite.format", at: .byte(file: file, offset: 4),
          "expected a TFLite model with the identifier \(quoted(identifier)), found \(found)")
      ]
        + error.diagnostics.map {
          Diagnostic($0.id, .note, at: $0.origin, "nor is it a model without one: \($0.message)")
        })
  }
}

private func readModel(_ buffer: FlatBuffer) throws(Rejection) -> TFLiteModel {
  let root = try buffer.root()
  let codes = try root.records(1, "operator_codes") { table throws(Rejection) in
    try TFLiteOperatorCode(table)
  }
  let buffers = try root.records(4, "buffers") { table throws(Rejection) in
    try table.range(0, "data", orOfFile: 1, "offset")
  }
  let subgraphs = try root.records(2, "subgraphs") { table throws(Rejection) in
    try TFLiteSubgraph(table, codes: codes, bufferCount: buffers.count)
  }
  guard !subgraphs.isEmpty else {
    throw root.refuse("tflite.empty", "subgraphs", "expected at least one subgraph, found none")
  }
  let model = TFLiteModel(
    file: buffer.file, bytes: buffer.bytes,
    version: try root.integer(0, "version", UInt32.self),
    description: try root.string(3, "description") ?? "",
    operatorCodes: codes, subgraphs: subgraphs, buffers: buffers,
    metadata: try root.records(6, "metadata") { table throws(Rejection) in
      TFLiteMetadata(
        name: try table.string(0, "name") ?? "",
        buffer: try table.index(1, "buffer", below: buffers.count))
    },
    signatures: try root.records(7, "signature_defs") { table throws(Rejection) in
      try TFLiteSignature(table, subgraphs: subgraphs)
    })
  try checkSharing(of: model)
  return model
}

/// Refuses tensors that share so much data that reading each of them would take any memory.
///
/// Converters let equal constants share a buffer and subgraphs share their weights, hence the
/// factor; the constant lets tiny files be odd.
private func checkSharing(of model: TFLiteModel) throws(Rejection) {
  var budget = 8 * model.bytes.count + 65536
  for subgraph in model.subgraphs {
    for tensor in subgraph.tensors {
      budget -= model.data(of: tensor)?.count ?? 0
      guard budget >= 0 else {
        throw Rejection(
          .badFile, "tflite.too-large", at: tensor.origin,
          "with this tensor, tensors that share data hold more than 8 times the bytes of the file")
      }
    }
  }
}

extension TFLiteOperatorCode {
  fileprivate init(_ table: FlatTable) throws(Rejection) {
    // The first field was a byte and ran out; old files have only that, new ones both.
    let byte = try table.integer(0, "deprecated_builtin_code", Int8.self)
    let number = max(byte, try table.integer(3, "builtin_code"))
    guard number >= 0 else {
      throw table.refuse(
        "flatbuffer.value", "builtin_code", "expected the number of a function, found \(number)")
    }
    self.init(
      number: number, customName: try table.string(1, "custom_code"),
      version: try table.integer(2, "version", default: 1))
  }
}

extension TFLiteSignature {
  fileprivate init(_ table: FlatTable, subgraphs: [TFLiteSubgraph]) throws(Rejection) {
    let subgraph = try table.index(4, "subgraph_index", below: subgraphs.count)
    self.subgraph = subgraph
    key = try table.string(2, "signature_key") ?? ""
    func argument(_ table: FlatTable) throws(Rejection) -> Argument {
      Argument(
        name: try table.string(0, "name") ?? "",
        tensor: try table.index(1, "tensor_index", below: subgraphs[subgraph].tensors.count))
    }
    inputs = try table.records(0, "inputs", argument)
    outputs = try table.records(1, "outputs", argument)
  }
}
