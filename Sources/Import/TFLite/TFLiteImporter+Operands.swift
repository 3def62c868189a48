import Basics
import Formats
import IR

// What operators ask of their operands and results, and how they refuse.

extension TFLiteImporter {
  /// Why an operator has no place in a graph: what was found, and what would work.
  func unsupported(_ operation: TFLiteOperator, _ message: String) -> Rejection {
    Rejection(
      .unsupported, "tflite.operator", at: operation.origin,
      "\(describe(operation)): \(message)")
  }

  /// Why an operator cannot be meant as it stands.
  func malformed(_ operation: TFLiteOperator, _ message: String) -> Rejection {
    Rejection(
      .badFile, "tflite.operator", at: operation.origin, "\(describe(operation)): \(message)")
  }

  private func describe(_ operation: TFLiteOperator) -> String {
    guard let output = operation.outputs.first else { return operation.code.name }
    let tensor = subgraph.tensors[output]
    return "\(operation.code.name) \(quoted(tensor.name)) of \(tensor.type)"
  }

  /// What the elements of a tensor are.
  func numbers(of tensor: Int) throws(Rejection) -> TFLiteNumbers {
    let record = subgraph.tensors[tensor]
    func refuse(_ message: String) -> Rejection {
      Rejection(
        .unsupported, "tflite.quantization", at: record.origin,
        "the tensor \(quoted(record.name)) \(message)")
    }
    switch record.type {
    case .float32: return .floats
    case .int8, .uint8: break
    case .float16, .int32, .int64, .string, .bool, .int16, .complex64, .float64, .complex128,
      .uint64, .resource, .variant, .uint32, .uint16, .int4, .bfloat16, .int2, .uint4,
      .float8e4m3, .float8e5m2:
      throw refuse("is of \(record.type), expected maps of float32, int8 or uint8")
    }
    guard let found = record.quantization, found.otherForm == nil, found.scales.count == 1,
      found.zeroPoints.count <= 1
    else { throw refuse("of \(record.type) needs one scale and one zero point") }
    let isUnsigned = record.type == .uint8
    let zero = found.zeroPoints.first ?? 0
    guard (isUnsigned ? 0...255 : -128...127).contains(zero) else {
      throw refuse("has the zero point \(zero), which is no \(record.type)")
    }
    let quantization = Quantization(
      scale: found.scales[0], zeroPoint: isUnsigned ? zero - 128 : zero)
    guard quantization.isLegal else {
      throw refuse("has the scale \(quantization.scale), expected a positive number")
    }
    return .integers(quantization, isUnsigned: isUnsigned)
  }

  /// The tensor that is an operand of an operator.
  func input(_ operation: TFLiteOperator, _ index: Int) throws(Rejection) -> Int {
    guard index < operation.inputs.count, let tensor = operation.inputs[index] else {
      throw malformed(operation, "expected an operand \(index), found none")
    }
    return tensor
  }

  /// The map that an operand is; what was left of a PAD to be done is done unless the operator can do it.
  mutating func map(
    _ operation: TFLiteOperator, _ index: Int = 0, acceptsPadding: Bool = false,
    acceptsBlocks: Bool = false
  ) throws(Rejection) -> TFLiteMap {
    let tensor = try input(operation, index)
    guard let map = maps[tensor] else {
      let isFolded = foldedIntegers[tensor] != nil || dequantized[tensor] != nil
      if isFolded || model.data(of: subgraph.tensors[tensor]) != nil {
        throw unsupported(
          operation,
          "operand \(index) is the constant \(quoted(subgraph.tensors[tensor].name)), expected a map"
            + " that is computed")
      }
      // The operator that makes it was told of already.
      throw Rejection(.unsupported, [])
    }
    guard map.blocks == nil || acceptsBlocks else {
      throw unsupported(operation, blocksExpected)
    }
    guard let pad = map.pad, !acceptsPadding else { return map }
    return try padded(map, pad)
  }

  /// The map that an operand is, whose pixels the operator sees as pixels.
  mutating func image(
    _ operation: TFLiteOperator, _ index: Int = 0, acceptsPadding: Bool = false,
    acceptsBlocks: Bool = false
  ) throws(Rejection) -> TFLiteMap {
    let map = try map(
      operation, index, acceptsPadding: acceptsPadding, acceptsBlocks: acceptsBlocks)
    if map.blocks != nil { return map }
    var expected = imageExtents(graph.shape(of: map.value))
    expected[1] += map.padding.top + map.padding.bottom
    expected[2] += map.padding.left + map.padding.right
    if map.extents == expected { return map }
    guard map.extents.count == 4, map.pad == nil, let shape = mapShape(map.extents) else {
      throw unsupported(
        operation, "operand \(index) is \(map.extents), expected a map of \(expected)")
    }
    return TFLiteMap(value: try reshaped(map, to: shape, operation), extents: map.extents)
  }

  /// The elements of the result, which must be like those of an operand.
  func result(
    _ operation: TFLiteOperator, like index: Int = 0
  ) throws(Rejection) -> TFLiteNumbers {
    let operand = try numbers(of: try input(operation, index))
    let result = try numbers(of: operation.outputs[0])
    guard operand.areLike(result) else {
      throw unsupported(
        operation,
        "operand \(index) is of \(subgraph.tensors[try input(operation, index)].type), expected"
          + " operand and result of one type")
    }
    return result
  }

  /// The numbers of an operand that is a shape, a list of axes or of paddings.
  func integers(_ operation: TFLiteOperator, _ index: Int) throws(Rejection) -> [Int] {
    let tensor = try input(operation, index)
    if let folded = foldedIntegers[tensor] { return folded }
    let record = subgraph.tensors[tensor]
    guard model.data(of: record) != nil else {
      throw unsupported(
        operation, "operand \(index) is \(quoted(record.name)), expected a constant")
    }
    return try model.indices(of: record)
  }

  /// The function that an operator ends with.
  func activation(
    _ fused: TFLiteActivation, _ operation: TFLiteOperator
  ) throws(Rejection) -> Activation? {
    switch fused {
    case .none: return nil
    case .relu: return .relu
    case .reluN1To1: return .clamp(low: -1, high: 1)
    case .relu6: return .relu6
    case .tanh, .signBit:
      throw unsupported(
        operation,
        "fused_activation_function is \(fused), expected none, relu, relu6 or relu_n1_to_1")
    }
  }

  /// Adds an op whose result is that of the operator, and a clamp behind it if `activation` says so.
  mutating func append(
    _ op: Op, _ operands: [ValueID], _ operation: TFLiteOperator,
    then activation: Activation? = nil, extents: [Int]? = nil
  ) throws(Rejection) {
    let tensor = operation.outputs[0]
    let suffix = activation == nil ? "" : ".\(op.mnemonic)"
    var value = try append(op, operands, name: valueName(tensor, suffix), operation)
    if let activation {
      var clamp = ActivationOp()
      clamp.function = activation
      clamp.output = graph.type(of: value).quantization.map { Requantization($0, .double) }
      value = try append(.activation(clamp), [value], name: valueName(tensor), operation)
    }
    maps[tensor] = TFLiteMap(
      value: value, extents: extents ?? imageExtents(graph.shape(of: value)))
  }

  mutating func append(
    _ op: Op, _ operands: [ValueID], name: String, _ operation: TFLiteOperator
  ) throws(Rejection) -> ValueID {
    do throws(IllegalOp) {
      return try graph.append(op, operands, name: name, origin: operation.origin)
    } catch {
      throw unsupported(operation, error.message)
    }
  }
}
