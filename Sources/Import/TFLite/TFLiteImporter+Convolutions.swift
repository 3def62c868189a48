import Basics
import Formats
import IR

extension TFLiteImporter {
  mutating func addConvolution(_ operation: TFLiteOperator) throws(Rejection) {
    guard case .conv2D(let options) = operation.options else {
      throw malformed(operation, "expected the options of a convolution")
    }
    let input = try image(operation, acceptsPadding: true, acceptsBlocks: true)
    let channels = graph.shape(of: input.value).channels
    let (tensor, extents) = try weightExtents(operation, rank: 4)
    guard channels.isMultiple(of: extents[3]),
      extents[0].isMultiple(of: channels / extents[3])
    else {
      throw malformed(
        operation,
        "the weights are \(extents), which do not divide \(channels) channels into groups")
    }
    let kernel = TFLiteKernel(
      isDepthwise: false, height: extents[1], width: extents[2], outputs: extents[0],
      inputs: extents[3], channels: channels,
      dilation: Stride(height: options.dilationHeight, width: options.dilationWidth))
    try addConvolution(
      kernel, tensor, over: input, operation,
      TFLiteWindow(
        options.padding, strideHeight: options.strideHeight, strideWidth: options.strideWidth),
      options.activation)
  }

  mutating func addDepthwiseConvolution(_ operation: TFLiteOperator) throws(Rejection) {
    guard case .depthwiseConv2D(let options) = operation.options else {
      throw malformed(operation, "expected the options of a depthwise convolution")
    }
    let input = try image(operation, acceptsPadding: true, acceptsBlocks: true)
    let channels = graph.shape(of: input.value).channels
    let (tensor, extents) = try weightExtents(operation, rank: 4)
    guard extents[0] == 1, extents[3].isMultiple(of: channels),
      options.multiplier == 0 || options.multiplier == extents[3] / channels
    else {
      throw malformed(
        operation,
        "the weights are \(extents) and the multiplier \(options.multiplier), which do not fit"
          + " \(channels) channels")
    }
    let kernel = TFLiteKernel(
      isDepthwise: true, height: extents[1], width: extents[2], outputs: extents[3], inputs: 1,
      channels: channels,
      dilation: Stride(height: options.dilationHeight, width: options.dilationWidth))
    try addConvolution(
      kernel, tensor, over: input, operation,
      TFLiteWindow(
        options.padding, strideHeight: options.strideHeight, strideWidth: options.strideWidth),
      options.activation)
  }

  private mutating func addConvolution(
    _ kernel: TFLiteKernel, _ tensor: Int, over input: TFLiteMap, _ operation: TFLiteOperator,
    _ window: TFLiteWindow, _ fused: TFLiteActivation
  ) throws(Rejection) {
    var kernel = kernel
    if let blocks = input.blocks {
      guard kernel.dilation == Stride() else { throw unsupported(operation, blocksExpected) }
      kernel.dilation = blocks.size
    }
    for dilation in kernel.dilation.integers where !(1...1024).contains(dilation) {
      throw unsupported(operation, "the dilation is \(dilation), expected one from 1 to 1024")
    }
    var padding = try padding(window, over: input, reach: kernel.reach, operation)
    if let blocks = input.blocks {
      padding = try self.padding(window, over: input, in: blocks, operation)
      facts.blocks += 1
    }
    let numbers = try result(operation)
    let activation = try activation(fused, operation)
    let bias = try bias(operation, over: numbers)
    let weight = try weight(kernel, tensor, over: numbers, operation)
    facts.note(kernel, operation)
    facts.noteWeight(stored(of: tensor), over: numbers)
    if let pad = input.pad { facts.folded(pad) }
    let op: Op
    if kernel.keepsChannelsApart {
      var depthwise = DepthwiseConv2D()
      (depthwise.weight, depthwise.bias) = (weight, bias)
      (depthwise.stride, depthwise.padding) = (window.stride, padding)
      depthwise.dilation = kernel.dilation
      (depthwise.activation, depthwise.output) = (activation, numbers.output(.double))
      op = .depthwiseConv2D(depthwise)
    } else {
      var dense = Conv2D()
      (dense.weight, dense.bias) = (weight, bias)
      (dense.stride, dense.padding) = (window.stride, padding)
      dense.dilation = kernel.dilation
      (dense.activation, dense.output) = (activation, numbers.output(.double))
      op = .conv2D(dense)
    }
    try append(op, [input.value], operation)
    if let blocks = input.blocks {
      maps[operation.outputs[0]]?.blocks = TFLiteBlocks(size: blocks.size, isConvolved: true)
    }
  }
}
