import IR
import Targets

extension IntegerProducts {
  /// What the kernels of packed words make integers with, the same for all parts of an op.
  private func packedEpilogue(_ weights: some IntegerWeights, unsigned: Bool) -> PackedEpilogue {
    PackedEpilogue(
      epilogue.requantizer,
      sums: weights.sumRanges(
        zero: zero, weightZero: weightZero, input: unsigned ? 0...255 : ElementType.i8Range))
  }

  /// The bias of a channel with what the operand's zero point takes from each sum.
  private func bias(_ weights: some IntegerWeights, _ channel: Int, _ factor: Int) -> Int32 {
    let folded = Int(weights.bias(channel)) - zero * weights.sum(channel, zero: weightZero)
    return Int32(truncatingIfNeeded: factor * folded)
  }

  private func numbers(
    _ tile: PackedTile, _ run: PackedRun, _ packed: PackedInstructions, _ weights: DenseWeights
  ) -> [Int32] {
    let factor = tile.epilogue.factor
    func weight(_ channel: Int, _ place: Int) -> Int {
      factor * (Int(weights.weight(channel, place)) - weightZero)
    }
    return tile.numbers(packed, from: weights.firstChannel) {
      bias(weights, $0, factor)
    } weight: { channel, word in
      let (low, high) = run.places(word % run.words)
      let first = word / run.words * run.count
      return (weight(channel, first + low), high.map { weight(channel, first + $0) } ?? 0)
    }
  }

  func packedRow(
    _ conv: IntegerConvRow, isInside: Bool, _ weights: DenseWeights, _ packed: PackedInstructions
  ) -> StageKernel {
    let kernel = PackedConvRow(
      conv: conv, epilogue: packedEpilogue(weights, unsigned: conv.readsUnsigned),
      zero: isInside ? 0 : zero)
    return StageKernel(kernel: kernel, int32s: numbers(kernel.tile, kernel.run, packed, weights))
  }

  func packedPixels(
    _ conv: IntegerConvPixels, _ weights: DenseWeights, _ packed: PackedInstructions
  ) -> StageKernel {
    let kernel = PackedConvPixels(
      conv: conv, epilogue: packedEpilogue(weights, unsigned: conv.readsUnsigned))
    return StageKernel(kernel: kernel, int32s: numbers(kernel.tile, kernel.run, packed, weights))
  }

  private func numbers(_ lanes: PackedLanes, _ weights: DepthwiseWeights) -> [Int32] {
    let factor = lanes.epilogue.factor
    return lanes.numbers(from: weights.firstChannel) {
      bias(weights, $0, factor)
    } weight: { channel, tap in
      factor * (Int(weights.weight(channel, tap)) - weightZero)
    }
  }

  func packedRow(
    _ conv: IntegerDepthwiseRow, isInside: Bool, _ weights: DepthwiseWeights
  ) -> StageKernel {
    let kernel = PackedDepthwiseRow(
      conv: conv, epilogue: packedEpilogue(weights, unsigned: conv.readsUnsigned),
      zero: isInside ? 0 : zero)
    return StageKernel(kernel: kernel, int32s: numbers(kernel.lanes, weights))
  }

  func packedPixels(_ conv: IntegerDepthwisePixels, _ weights: DepthwiseWeights) -> StageKernel {
    let kernel = PackedDepthwisePixels(
      conv: conv, epilogue: packedEpilogue(weights, unsigned: conv.readsUnsigned))
    return StageKernel(kernel: kernel, int32s: numbers(kernel.lanes, weights))
  }
}
