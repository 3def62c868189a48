import IR
import Targets

extension IntegerProducts {
  /// Whether halves of negative numbers may go up, for all channels of the op.
  private var roundsUp: Bool {
    let requantizer = epilogue.requantizer
    return requantizer.bounds.lowerBound >= requantizer.zeroPoint
      && requantizer.fixedPoint.allSatisfy { $0.shift <= 0 }
  }

  private func kernel(
    _ kernel: any Kernel, _ tile: DotTile, _ weights: DenseWeights, _ dots: DotInstructions
  ) -> StageKernel {
    StageKernel(
      kernel: kernel, int8s: tile.weights(dots, count: weights.depth, weights.weight),
      int32s: tile.numbers(dots, from: weights.firstChannel) {
        Int32(
          truncatingIfNeeded: Int(weights.bias($0)) - zero * weights.sum($0, zero: weightZero))
      })
  }

  /// The kernel of a row of dot products; nil of what they cannot do: other integers than those with
  /// signs, and sums that are kept.
  func dotRow(
    _ conv: IntegerConvRow, isInside: Bool, _ weights: DenseWeights, _ dots: DotInstructions
  ) -> StageKernel? {
    guard weightZero == 0, !conv.readsUnsigned, conv.starts, conv.epilogue != nil else {
      return nil
    }
    let row = DotConvRow(
      conv: conv, epilogue: epilogue, roundsUp: roundsUp, zero: isInside ? 0 : zero,
      lanes: dots.lanes)
    return kernel(row, row.tile, weights, dots)
  }

  /// The same of a few pixels.
  func dotPixels(
    _ conv: IntegerConvPixels, _ weights: DenseWeights, _ dots: DotInstructions
  ) -> StageKernel? {
    guard weightZero == 0, !conv.readsUnsigned, conv.starts, conv.epilogue != nil else {
      return nil
    }
    let pixels = DotConvPixels(
      conv: conv, epilogue: epilogue, roundsUp: roundsUp, lanes: dots.lanes)
    return kernel(pixels, pixels.tile, weights, dots)
  }
}
