import Basics
import Formats
import IR

extension TFLiteImporter {
  /// A matrix over all elements of the operand, or over the channels of each of its pixels.
  mutating func addFullyConnected(_ operation: TFLiteOperator) throws(Rejection) {
    guard case .fullyConnected(let options) = operation.options else {
      throw malformed(operation, "expected the options of a fully connected layer")
    }
    guard options.weightsFormat == .plain else {
      throw unsupported(
        operation, "weights_format is \(options.weightsFormat), expected the default")
    }
    let input = try map(operation)
    let shape = graph.shape(of: input.value)
    let (tensor, extents) = try weightExtents(operation, rank: 2)
    let (outputs, inputs) = (extents[0], extents[1])
    guard inputs == shape.count || inputs == shape.channels else {
      throw unsupported(
        operation,
        "the weights are \(extents) over a map of \(shape), expected \(shape.count) or"
          + " \(shape.channels) inputs")
    }
    let numbers = try result(operation)
    let activation = try activation(options.activation, operation)
    let bias = try bias(operation, over: numbers)
    facts.noteWeight(stored(of: tensor), over: numbers)
    let isWhole = inputs == shape.count
    // The one kernel of TFLite with a matrix that rounds a sum once.
    let output = numbers.output(.single)
    let op: Op
    if shape.count == shape.channels {
      var matrix = FullyConnected()
      matrix.weight = try weight(matrix: extents, tensor, over: numbers, operation)
      (matrix.bias, matrix.activation) = (bias, activation)
      matrix.output = output
      op = .fullyConnected(matrix)
    } else {
      var window = Conv2D()
      window.weight = try weight(
        matrix: [
          outputs, isWhole ? shape.height : 1, isWhole ? shape.width : 1, shape.channels,
        ],
        tensor, over: numbers, operation)
      (window.bias, window.activation) = (bias, activation)
      window.output = output
      op = .conv2D(window)
    }
    let rows = isWhole ? 1 : shape.height * shape.width
    let keeps = options.keepsDimensions && input.extents.last == inputs
    try append(
      op, [input.value], operation,
      extents: keeps ? input.extents.dropLast() + [outputs] : [rows, outputs])
  }
}
