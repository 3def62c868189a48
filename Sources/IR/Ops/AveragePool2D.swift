/// The mean of each channel over a window, of the pixels that lie inside of the input.
///
/// Over integers the result has those of the operand, unless `output` says otherwise; with a rounding
/// of halves up it is that of unsigned integers.
package struct AveragePool2D: Operation {
  /// [height, width].
  package var kernel = Stride()
  package var stride = Stride()
  package var dilation = Stride()
  package var padding = Padding()
  package var output: Requantization?

  package init() {}

  package static let mnemonic = "average_pool2d"
  package static let operandNames = ["input"]
  package static let attributes: [Attribute<Self>] = [
    .stride("kernel", \.kernel),
    .stride("stride", \.stride),
    .stride("dilation", \.dilation),
    .padding(\.padding),
    .requantization("output", \.output),
  ]

  package var window: Window {
    Window(
      kernelHeight: kernel.height, kernelWidth: kernel.width, stride: stride, dilation: dilation,
      padding: padding)
  }

  package func resultType(
    _ operands: [TensorType], _ weights: WeightStore
  ) throws(IllegalOp) -> TensorType {
    let result = try pooledType(operands[0], window)
    guard let output else { return result }
    guard let from = operands[0].quantization else {
      throw IllegalOp("op.quantization", "an op on floats has no integers to make")
    }
    let type = try integerType(of: result.shape, output)
    let mean = IntegerMean(of: kernel.height * kernel.width, from: from, to: output)
    guard mean.isLegal else {
      throw IllegalOp(
        "op.quantization", "the scales \(from.scale) and \(type) lie too far apart")
    }
    if case .scaled = mean {
      guard !countsTaps(in: operands[0].shape, for: result.shape) else {
        throw IllegalOp(
          "op.padding", "a mean with integers of its own scale cannot leave out padding")
      }
    }
    return type
  }

  /// How the sum of a window becomes a mean of integers; nil over floats.
  package func integerMean(_ operand: Quantization?) -> IntegerMean? {
    operand.map { IntegerMean(of: kernel.height * kernel.width, from: $0, to: output) }
  }

  package func countsTaps(in input: Shape, for result: Shape) -> Bool {
    !window.staysInside(input, outputs: result)
  }

  package func access(_ weights: WeightStore) -> [OperandAccess] {
    [OperandAccess(.window(window), .same)]
  }

  package func evaluate(_ operands: [Tensor], _ weights: WeightStore, _ result: Shape) -> Tensor {
    pool(operands[0], window, result) { values in
      let sum = values.reduce(0, +)
      guard let from = operands[0].quantization else { return sum / Double(values.count) }
      return Double(IntegerMean(of: values.count, from: from, to: output)(Int32(sum)))
    }
  }
}
