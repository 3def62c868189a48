import Basics
import Formats
import IR

extension TFLiteImporter {
  /// Floats become integers, or integers others.
  mutating func addQuantize(_ operation: TFLiteOperator) throws(Rejection) {
    let input = try map(operation)
    let numbers = try numbers(of: operation.outputs[0])
    guard let output = numbers.output(.double) else {
      throw malformed(operation, "its result is of floats, expected int8 or uint8")
    }
    guard let from = graph.type(of: input.value).quantization else {
      var op = Quantize()
      op.output = output
      return try append(.quantize(op), [input.value], operation, extents: input.extents)
    }
    // Between signed and unsigned integers there are only the 128 that our maps do not have.
    if from == output.result {
      maps[operation.outputs[0]] = input
      return
    }
    var op = ActivationOp()
    op.output = output
    try append(.activation(op), [input.value], operation, extents: input.extents)
  }

  /// Integers become floats; of a constant that is no more than another way to store it.
  mutating func addDequantize(_ operation: TFLiteOperator) throws(Rejection) {
    let output = operation.outputs[0]
    guard subgraph.tensors[output].type == .float32 else {
      throw malformed(
        operation, "its result is of \(subgraph.tensors[output].type), expected float32")
    }
    let tensor = try input(operation, 0)
    if maps[tensor] == nil, model.data(of: subgraph.tensors[tensor]) != nil {
      dequantized[output] = tensor
      return
    }
    let input = try map(operation)
    try append(.dequantize(Dequantize()), [input.value], operation, extents: input.extents)
  }
}
