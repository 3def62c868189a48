import IR

/// How the weights of a depthwise kernel lie: in blocks of the channels it works on at a time.
package struct DepthwiseBlocks: Hashable, Sendable {
  /// The channels of the blocks.
  let tilings: [Tiling]
  /// The places of the window.
  let taps: Int

  /// Numbers in a block for each of its channels: the bias and the taps.
  var depth: Int { 1 + taps }

  /// The weights of some channels as the kernel reads them: for each block of channels the biases,
  /// then for each tap one number for each channel.
  package func pack(_ weight: Weight, bias: Weight?, channels slice: Range<Int>) -> [Float] {
    let stride = weight.shape[2]
    return tilings.flatMap { block in
      (0..<block.count).flatMap { n in
        let first = slice.lowerBound + block.first + n * block.size
        let channels = first..<first + block.size
        return channels.map { bias?.values[$0] ?? 0 }
          + (0..<taps).flatMap { tap in channels.map { weight.values[tap * stride + $0] } }
      }
    }
  }
}
