import Formats

/// The tables of a model as `Fixtures/dump_tflite.py` prints them.
func dump(_ model: TFLiteModel) -> String {
  func numbers(_ values: [Int]) -> String { values.map { "\($0)" }.joined(separator: ",") }
  func bits(_ values: [Float]) -> String {
    values.map { String($0.bitPattern, radix: 16) }.joined(separator: ",")
  }
  func data(_ range: Range<Int>?) -> String {
    range.map { "\($0.count):" + String(crc32(model.bytes[$0]), radix: 16) } ?? "-"
  }
  func flag(_ value: Bool) -> String { value ? "1" : "0" }

  var lines = ["model \(model.version) \(model.description)"]
  for code in model.operatorCodes {
    let name = code.customName ?? ""
    lines.append("code \(code.number) \(name.isEmpty ? "-" : name) \(code.version)")
  }
  lines += model.buffers.map { "buffer \(data($0))" }
  for graph in model.subgraphs {
    lines.append("subgraph \(graph.name) \(numbers(graph.inputs)) \(numbers(graph.outputs))")
    for tensor in graph.tensors {
      lines.append(
        "tensor \(tensor.name) \(tensor.type.rawValue) \(numbers(tensor.shape)) "
          + "\(tensor.shapeSignature.map(numbers) ?? "-") \(tensor.buffer) "
          + "\(flag(tensor.isVariable)) \(flag(tensor.isSparse))")
      guard let quantization = tensor.quantization else { continue }
      lines.append(
        "quantization \(bits(quantization.minimum)) \(bits(quantization.maximum)) "
          + "\(bits(quantization.scales)) \(numbers(quantization.zeroPoints)) "
          + "\(quantization.dimension) \(quantization.otherForm?.rawValue ?? 0)")
    }
    for operation in graph.operators {
      lines.append(
        "operator \(operation.code.number) \(numbers(operation.inputs.map { $0 ?? -1 })) "
          + "\(numbers(operation.outputs)) \(dump(operation.options)) "
          + data(operation.customOptions))
    }
  }
  lines += model.metadata.map { "metadata \($0.name) \($0.buffer)" }
  for signature in model.signatures {
    lines.append("signature \(signature.key) \(signature.subgraph)")
    lines += signature.inputs.map { "in \($0.name) \($0.tensor)" }
    lines += signature.outputs.map { "out \($0.name) \($0.tensor)" }
  }
  return lines.map { $0 + "\n" }.joined()
}

/// The number of the options' table and its fields in the order of the schema.
private func dump(_ options: TFLiteOptions) -> String {
  func line(_ fields: Int...) -> String { fields.map { "\($0)" }.joined(separator: " ") }
  func bit(_ value: Bool) -> Int { value ? 1 : 0 }
  func list(_ values: [Int]) -> String { values.map { "\($0)" }.joined(separator: ",") }
  switch options {
  case .none: return "none"
  case .other(let type): return "other \(type)"
  case .conv2D(let it):
    return line(
      1, it.padding.rawValue, it.strideWidth, it.strideHeight, it.activation.rawValue,
      it.dilationWidth, it.dilationHeight)
  case .depthwiseConv2D(let it):
    return line(
      2, it.padding.rawValue, it.strideWidth, it.strideHeight, it.multiplier,
      it.activation.rawValue, it.dilationWidth, it.dilationHeight)
  case .pool2D(let it):
    return line(
      5, it.padding.rawValue, it.strideWidth, it.strideHeight, it.width, it.height,
      it.activation.rawValue)
  case .fullyConnected(let it):
    return line(
      8, it.activation.rawValue, it.weightsFormat.rawValue, bit(it.keepsDimensions),
      bit(it.quantizesAsymmetrically))
  case .softmax(let beta): return "9 " + String(beta.bitPattern, radix: 16)
  case .concatenation(let axis, let activation): return line(10, axis, activation.rawValue)
  case .add(let activation, let power): return line(11, activation.rawValue, bit(power))
  case .sub(let activation, let power): return line(28, activation.rawValue, bit(power))
  case .mul(let activation): return line(21, activation.rawValue)
  case .resizeBilinear(let it):
    return line(15, bit(it.alignsCorners), bit(it.hasHalfPixelCenters))
  case .resizeNearestNeighbor(let it):
    return line(74, bit(it.alignsCorners), bit(it.hasHalfPixelCenters))
  case .reshape(let shape): return "17 " + (shape.map(list) ?? "-")
  case .reducer(let keeps): return line(27, bit(keeps))
  case .squeeze(let dimensions): return "30 " + list(dimensions)
  case .stridedSlice(let it):
    return line(
      32, it.beginMask, it.endMask, it.ellipsisMask, it.newAxisMask, it.shrinkAxisMask,
      bit(it.endsAreOffsets))
  case .shape(let type): return line(55, type.rawValue)
  case .pack(let count, let axis): return line(59, count, axis)
  }
}
