import IR
import Targets

extension IntegerProducts {
  /// The number that the sums of a channel start with: what the operand's zero point takes is in it.
  private func bias(_ weights: some IntegerWeights, _ channel: Int) -> Int32 {
    Int32(
      truncatingIfNeeded: Int(weights.bias(channel)) - zero
        * weights.sum(channel, zero: weightZero))
  }

  private func numbers(_ tile: DotTile, _ weights: DenseWeights) -> [Int32] {
    tile.numbers(
      count: weights.depth, from: weights.firstChannel, bias: { bias(weights, $0) },
      weight: weights.weight)
  }

  /// The kernel of a row of dot products; nil of what they cannot do: other integers than those with
  /// signs, and sums that are kept.
  func dotRow(
    _ conv: IntegerConvRow, isInside: Bool, _ weights: DenseWeights, _ dots: DotInstructions
  ) -> StageKernel? {
    guard weightZero == 0, !conv.readsUnsigned, conv.starts, conv.epilogue != nil else {
      return nil
    }
    let kernel = DotConvRow(
      conv: conv, zero: isInside ? 0 : zero,
      sums: DotSums(channels: conv.outputChannels, epilogue: epilogue, dots: dots))
    return StageKernel(kernel: kernel, int32s: numbers(kernel.tile, weights))
  }

  /// The same of a few pixels.
  func dotPixels(
    _ conv: IntegerConvPixels, _ weights: DenseWeights, _ dots: DotInstructions
  ) -> StageKernel? {
    guard weightZero == 0, !conv.readsUnsigned, conv.starts, conv.epilogue != nil else {
      return nil
    }
    let kernel = DotConvPixels(
      conv: conv,
      sums: DotSums(channels: conv.outputChannels, epilogue: epilogue, dots: dots))
    return StageKernel(kernel: kernel, int32s: numbers(kernel.tile, weights))
  }

  /// The kernel of a row of a depthwise convolution; nil also where the columns of a window do not lie side
  /// by side or are more than a vector has room for.
  func dotRow(
    _ conv: IntegerDepthwiseRow, isInside: Bool, _ weights: DepthwiseWeights,
    _ dots: DotInstructions
  ) -> StageKernel? {
    guard weightZero == 0, !conv.readsUnsigned, !conv.isSingleRow, conv.inputPlane == 1,
      conv.rows.kernel <= dots.window.rows, conv.columns.kernel <= dots.window.columns,
      conv.columns.dilation == 1
    else { return nil }
    let kernel = DotDepthwiseRow(
      conv: conv, zero: isInside ? 0 : zero,
      sums: DotSums(channels: conv.channels, epilogue: epilogue, dots: dots))
    return StageKernel(
      kernel: kernel,
      int32s: kernel.numbers(
        from: weights.firstChannel, bias: { bias(weights, $0) }, weight: weights.weight))
  }
}
