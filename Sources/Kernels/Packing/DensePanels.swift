import IR

/// How the weights of a dense kernel lie: in panels of as many output channels as its register tile
/// has, in the order in which they are read, so that a panel is one stream.
package struct DensePanels: Hashable, Sendable {
  /// The output channels of the panels.
  let tilings: [Tiling]
  /// The places of the window, and the input channels at each.
  let taps: Int
  let inputChannels: Int
  /// Whether a panel starts with the biases; otherwise the sums start from what is there.
  let hasBias: Bool

  /// Numbers that a panel has for each of its output channels before those of the first tap.
  var biasCount: Int { hasBias ? 1 : 0 }

  /// Numbers in a panel for each of its output channels.
  var depth: Int { biasCount + taps * inputChannels }

  /// The weights of some output and input channels as the kernel reads them: for each panel the
  /// biases, then for each tap and input channel one number for each output channel.
  package func pack(
    _ weight: Weight, bias: Weight?, outputs: Range<Int>, inputs: Range<Int>
  ) -> [Float] {
    let stride = weight.count / weight.shape[0] / taps
    var packed: [Float] = []
    packed.reserveCapacity(outputs.count * depth)
    weight.values.withUnsafeBufferPointer { values in
      for tiling in tilings {
        for n in 0..<tiling.count {
          let first = outputs.lowerBound + tiling.first + n * tiling.size
          if hasBias {
            for o in first..<first + tiling.size { packed.append(bias?.values[o] ?? 0) }
          }
          for tap in 0..<taps {
            for i in inputs {
              for o in first..<first + tiling.size {
                packed.append(values[(o * taps + tap) * stride + i])
              }
            }
          }
        }
      }
    }
    return packed
  }
}
