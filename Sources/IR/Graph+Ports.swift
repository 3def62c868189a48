import Basics

/// What the caller has in memory where the graph has integers inside.
package enum PortType: String, CaseIterable, Sendable {
  case int8, uint8, float
}

extension Graph {
  /// Makes inputs and outputs of integers, or those that only pass through a conversion, what the caller
  /// wants them to be; others stay as they are.
  package mutating func setPorts(_ type: PortType) {
    for index in inputs.indices { setInput(index, type) }
    for index in outputs.indices { setOutput(index, type) }
  }

  private mutating func setInput(_ index: Int, _ type: PortType) {
    let input = inputs[index]
    let readers = order.filter { nodes[$0].operands.contains(input) }
    if let quantization = values[input].type.quantization {
      unsignedInputs.remove(index)
      switch type {
      case .int8: break
      case .uint8: unsignedInputs.insert(index)
      case .float:
        let shape = values[input].type.shape
        values[input].type = TensorType(.f32, shape)
        var op = Quantize()
        op.output = Requantization(quantization, rounding)
        let result = insert(
          .quantize(op), of: input, name: values[input].name + ".quantized",
          TensorType(shape, quantization), at: 0)
        for reader in readers {
          nodes[reader].operands = nodes[reader].operands.map { $0 == input ? result : $0 }
        }
        outputs = outputs.map { $0 == input ? result : $0 }
      }
      return
    }
    // A float that all readers quantise alike.
    let outputs = Set(
      readers.map { reader -> Requantization? in
        if case .quantize(let op) = nodes[reader].op { op.output } else { nil }
      })
    guard type != .float, outputs.count == 1, let output = outputs.first.flatMap({ $0 }),
      !self.outputs.contains(input)
    else { return }
    values[input].type = TensorType(values[input].type.shape, output.result)
    for reader in readers { remove(reader, using: input) }
    if type == .uint8 { unsignedInputs.insert(index) }
  }

  private mutating func setOutput(_ index: Int, _ type: PortType) {
    let output = outputs[index]
    if values[output].type.quantization != nil {
      unsignedOutputs.remove(index)
      switch type {
      case .int8: break
      case .uint8: unsignedOutputs.insert(index)
      case .float:
        outputs[index] = insert(
          .dequantize(Dequantize()), of: output, name: values[output].name + ".dequantized",
          TensorType(.f32, values[output].type.shape), at: order.count)
      }
      return
    }
    guard type != .float, let maker = values[output].producer,
      case .dequantize = nodes[maker].op, outputs.filter({ $0 == output }).count == 1,
      order.allSatisfy({ !nodes[$0].operands.contains(output) })
    else { return }
    outputs[index] = nodes[maker].operands[0]
    order.removeAll { $0 == maker }
    nodes.remove(maker)
    values.remove(output)
    if type == .uint8 { unsignedOutputs.insert(index) }
  }

  /// That of the first op which has one.
  private var rounding: Rounding {
    for node in order {
      for case .requantization(let output) in nodes[node].op.payload.printedAttributes.map(\.value)
      {
        return output.rounding
      }
    }
    return .double
  }

  private mutating func insert(
    _ op: Op, of operand: ValueID, name: String, _ type: TensorType, at place: Int
  ) -> ValueID {
    let taken = Set(values.handles.map { values[$0].name })
    var free = name
    while taken.contains(free) { free += "." }
    let result = values.insert(Value(name: free, type: type, producer: nil))
    let node = nodes.insert(
      Node(
        op: op, operands: [operand], result: result,
        origin: .derived(by: "--io", from: [])))
    values[result].producer = node
    order.insert(node, at: place)
    return result
  }
}
