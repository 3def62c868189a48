/// The largest element of each channel over a window, of the pixels that lie inside of the input.
package struct MaxPool2D: Operation {
  /// [height, width].
  package var kernel = Stride()
  package var stride = Stride()
  package var dilation = Stride()
  package var padding = Padding()

  package init() {}

  package static let mnemonic = "max_pool2d"
  package static let operandNames = ["input"]
  package static let attributes: [Attribute<Self>] = [
    .stride("kernel", \.kernel),
    .stride("stride", \.stride),
    .stride("dilation", \.dilation),
    .padding(\.padding),
  ]

  package var window: Window {
    Window(
      kernelHeight: kernel.height, kernelWidth: kernel.width, stride: stride, dilation: dilation,
      padding: padding)
  }

  package func resultType(
    _ operands: [TensorType], _ weights: WeightStore
  ) throws(IllegalOp) -> TensorType { try pooledType(operands[0], window) }

  package func access(_ weights: WeightStore) -> [OperandAccess] {
    [OperandAccess(.window(window), .same)]
  }

  package func evaluate(_ operands: [Tensor], _ weights: WeightStore, _ result: Shape) -> Tensor {
    pool(operands[0], window, result) { $0.max() ?? 0 }
  }
}
