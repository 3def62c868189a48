/// Writes a TFLite model of one subgraph, tensor by tensor; numbers are those of the schema.
package struct TFLiteWriter {
  private var tensors: [FlatValue] = []
  private var operators: [FlatValue] = []
  private var codes: [(number: Int, version: Int, custom: String?)] = []
  private var buffers: [FlatValue] = [.table([:])]
  /// Fields of the model's own table beside those of its parts.
  package var model: [Int: FlatValue] = [0: .int(3)]
  package var identifier: String? = "TFL3"

  package init() {}

  /// Adds a tensor, a constant if it has data, and gives its index.
  package mutating func tensor(
    _ name: String, _ shape: [Int], type: Int = 0, data: [UInt8]? = nil,
    quantization: [Int: FlatValue]? = nil, fields: [Int: FlatValue] = [:]
  ) -> Int {
    var table: [Int: FlatValue] = [0: .ints(shape), 1: .byte(type), 3: .string(name)]
    if let data {
      table[2] = .int(buffers.count)
      buffers.append(.table([0: .bytes(data)]))
    }
    if let quantization { table[4] = .table(quantization) }
    table.merge(fields) { $1 }
    tensors.append(.table(table))
    return tensors.count - 1
  }

  /// Adds a quantised tensor; `zeroPoints` and `scales` go along `axis`.
  package mutating func quantized(
    _ name: String, _ shape: [Int], type: Int = 9, data: [UInt8]? = nil, scales: [Float],
    zeroPoints: [Int], axis: Int = 0
  ) -> Int {
    tensor(
      name, shape, type: type, data: data,
      quantization: [2: .floats(scales), 3: .longs(zeroPoints), 6: .int(axis)])
  }

  /// Adds an operator, with a table of options of the `type` that the union has for it.
  package mutating func operation(
    _ number: Int, version: Int = 1, custom: String? = nil, inputs: [Int], outputs: [Int],
    options: (type: Int, fields: [Int: FlatValue])? = nil, fields: [Int: FlatValue] = [:]
  ) {
    let code = codes.firstIndex { $0 == (number, version, custom) } ?? codes.count
    if code == codes.count { codes.append((number, version, custom)) }
    var table: [Int: FlatValue] = [0: .int(code), 1: .ints(inputs), 2: .ints(outputs)]
    if let options {
      table[3] = .byte(options.type)
      table[4] = .table(options.fields)
    }
    table.merge(fields) { $1 }
    operators.append(.table(table))
  }

  package mutating func buffer(_ fields: [Int: FlatValue]) -> Int {
    buffers.append(.table(fields))
    return buffers.count - 1
  }

  package func bytes(inputs: [Int], outputs: [Int]) -> [UInt8] {
    let subgraph: [Int: FlatValue] = [
      0: .tables(tensors), 1: .ints(inputs), 2: .ints(outputs), 3: .tables(operators),
      4: .string("main"),
    ]
    let codes = codes.map { code -> FlatValue in
      var fields: [Int: FlatValue] = [
        0: .byte(min(code.number, 127)), 2: .int(code.version), 3: .int(code.number),
      ]
      if let custom = code.custom { fields[1] = .string(custom) }
      return .table(fields)
    }
    let parts: [Int: FlatValue] = [
      1: .tables(codes), 2: .tables([.table(subgraph)]), 4: .tables(buffers),
    ]
    return flatBuffer(parts.merging(model) { $1 }, identifier: identifier)
  }
}
