import Basics

extension TFLiteSubgraph {
  init(
    _ table: FlatTable, codes: [TFLiteOperatorCode], bufferCount: Int
  ) throws(Rejection) {
    let tensors = try table.records(0, "tensors") { table throws(Rejection) in
      try TFLiteTensor(table, bufferCount: bufferCount)
    }
    self.tensors = tensors
    inputs = try table.indices(1, "inputs", below: tensors.count)
    outputs = try table.indices(2, "outputs", below: tensors.count)
    operators = try table.records(3, "operators") { table throws(Rejection) in
      try TFLiteOperator(table, codes: codes, tensorCount: tensors.count)
    }
    name = try table.string(4, "name") ?? ""
  }
}

extension TFLiteTensor {
  fileprivate init(_ table: FlatTable, bufferCount: Int) throws(Rejection) {
    shape = try table.integers(0, "shape") ?? []
    type = try table.choice(1, "type")
    // A file may number no data 0 and have no buffers at all.
    buffer = try table.index(2, "buffer", below: max(bufferCount, 1))
    name = try table.string(3, "name") ?? ""
    quantization = try table.table(4, "quantization").map(TFLiteQuantization.init)
    isVariable = try table.flag(5, "is_variable")
    isSparse = try table.target(6, "sparsity") != nil
    shapeSignature = try table.integers(7, "shape_signature")
    isExternal = try table.integer(10, "external_buffer", UInt32.self) != 0
    origin = table.origin
  }
}

extension TFLiteQuantization {
  fileprivate init(_ table: FlatTable) throws(Rejection) {
    minimum = try table.floats(0, "min") ?? []
    maximum = try table.floats(1, "max") ?? []
    scales = try table.floats(2, "scale") ?? []
    zeroPoints = try table.integers(3, "zero_point", of: Int64.self) ?? []
    otherForm =
      try table.integer(4, "details_type", UInt8.self) == 0
      ? nil : try table.choice(4, "details_type")
    dimension = try table.integer(6, "quantized_dimension")
  }
}

extension TFLiteOperator {
  fileprivate init(
    _ table: FlatTable, codes: [TFLiteOperatorCode], tensorCount: Int
  ) throws(Rejection) {
    code = codes[try table.index(0, "opcode_index", below: codes.count)]
    inputs = try table.optionalIndices(1, "inputs", below: tensorCount)
    outputs = try table.indices(2, "outputs", below: tensorCount)
    options = try TFLiteOptions(of: table)
    customOptions = try table.range(
      5, "custom_options", orOfFile: 9, "large_custom_options_offset")
    origin = table.origin
  }
}
