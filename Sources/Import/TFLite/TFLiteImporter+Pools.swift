import Basics
import Formats
import IR

extension TFLiteImporter {
  mutating func addAveragePool(_ operation: TFLiteOperator) throws(Rejection) {
    let (input, options, padding) = try pool(operation)
    let numbers = try numbersKept(operation)
    // Unsigned means round halves up, signed ones away from zero.
    let output = numbers.isUnsigned ? numbers.output(.single) : nil
    let shape = graph.shape(of: input.value)
    let op: Op
    if options.height == shape.height, options.width == shape.width, padding == Padding() {
      op = .globalAveragePool(GlobalAveragePool(output: output))
    } else {
      var mean = AveragePool2D()
      mean.kernel = Stride(height: options.height, width: options.width)
      mean.stride = Stride(height: options.strideHeight, width: options.strideWidth)
      (mean.padding, mean.output) = (padding, output)
      op = .averagePool2D(mean)
    }
    try append(op, [input.value], operation, then: activation(options.activation, operation))
  }

  mutating func addMaxPool(_ operation: TFLiteOperator) throws(Rejection) {
    let (input, options, padding) = try pool(operation)
    _ = try numbersKept(operation)
    var op = MaxPool2D()
    op.kernel = Stride(height: options.height, width: options.width)
    op.stride = Stride(height: options.strideHeight, width: options.strideWidth)
    op.padding = padding
    try append(
      .maxPool2D(op), [input.value], operation, then: activation(options.activation, operation))
  }

  private mutating func pool(
    _ operation: TFLiteOperator
  ) throws(Rejection) -> (TFLiteMap, TFLitePool, Padding) {
    guard case .pool2D(let options) = operation.options else {
      throw malformed(operation, "expected the options of a pool")
    }
    let input = try image(operation)
    let window = TFLiteWindow(
      options.padding, strideHeight: options.strideHeight, strideWidth: options.strideWidth)
    let padding = try padding(
      window, over: input, reach: Stride(height: options.height, width: options.width), operation)
    return (input, options, padding)
  }

  /// The elements of the result, which must be those of the operand to the last bit.
  func numbersKept(_ operation: TFLiteOperator) throws(Rejection) -> TFLiteNumbers {
    let numbers = try numbers(of: operation.outputs[0])
    let operand = try self.numbers(of: try input(operation, 0))
    guard numbers == operand else {
      throw unsupported(
        operation,
        "the result is quantised as \(numbers.text), expected \(operand.text) as the"
          + " operand is")
    }
    return numbers
  }

  /// A mean over all pixels.
  mutating func addMean(_ operation: TFLiteOperator) throws(Rejection) {
    let input = try map(operation)
    let rank = input.extents.count
    var axes: Set<Int> = []
    for axis in try integers(operation, 1) {
      guard (-rank..<rank).contains(axis) else {
        throw malformed(operation, "there is no axis \(axis) of \(rank)")
      }
      axes.insert(axis < 0 ? axis + rank : axis)
    }
    let shape = graph.shape(of: input.value)
    let pixels = input.extents.indices.dropLast().filter { input.extents[$0] > 1 }
    guard input.extents.last == shape.channels, !axes.contains(rank - 1),
      axes.isSuperset(of: pixels)
    else {
      throw unsupported(
        operation,
        "it reduces the axes \(axes.sorted()) of \(input.extents), expected all but the first and the"
          + " last")
    }
    var keepsDimensions = false
    if case .reducer(let keeps) = operation.options { keepsDimensions = keeps }
    let extents = input.extents.indices.compactMap { axis -> Int? in
      if !axes.contains(axis) { return input.extents[axis] }
      return keepsDimensions ? 1 : nil
    }
    let output = try result(operation).output(.double)
    try append(
      .globalAveragePool(GlobalAveragePool(output: output)), [input.value], operation,
      extents: extents)
  }
}
