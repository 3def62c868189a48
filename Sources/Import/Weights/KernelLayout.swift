import IR

/// The order of axes in which a library stores its tensors.
enum KernelLayout: Sendable {
  /// Convolution [output, input, height, width], depthwise [channel, 1, height, width], linear
  /// [output, input].
  case pyTorch
  /// Convolution [height, width, input, output], depthwise [height, width, channel, 1], linear
  /// [input, output].
  case tensorFlow

  /// The shapes in which a slot may come, the usual one first.
  ///
  /// A linear layer may as well be stored as a 1x1 convolution.
  func shapes(of slot: WeightSlot) -> [[Int]] {
    let axes = axes(slot.kind)
    var shape = Array(repeating: 1, count: axes.count)
    for (axis, extent) in zip(axes, slot.shape) { shape[axis] = extent }
    guard slot.kind == .linear else { return [shape] }
    return switch self {
    case .pyTorch: [shape, shape + [1, 1]]
    case .tensorFlow: [shape, [1, 1] + shape]
    }
  }

  /// The values of a slot in the order of the weight store.
  func storeOrder(_ values: [Float], of slot: WeightSlot) -> [Float] {
    let axes = axes(slot.kind)
    let shape = shapes(of: slot)[0]
    guard axes != Array(axes.indices) else { return values }
    var steps = Array(repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      steps[axis] = steps[axis + 1] * shape[axis + 1]
    }
    var ordered: [Float] = []
    ordered.reserveCapacity(values.count)
    func visit(_ position: Int, _ offset: Int) {
      guard position < axes.count else { return ordered.append(values[offset]) }
      let axis = axes[position]
      for index in 0..<shape[axis] { visit(position + 1, offset + index * steps[axis]) }
    }
    visit(0, 0)
    return ordered
  }

  /// For each axis of the store, then for those that only the file has, its place in the file.
  private func axes(_ kind: Seed.Kind) -> [Int] {
    switch (self, kind) {
    case (.pyTorch, .conv): [0, 2, 3, 1]
    case (.pyTorch, .depthwise): [2, 3, 0, 1]
    case (.pyTorch, .linear): [0, 1]
    case (.tensorFlow, .conv): [3, 0, 1, 2]
    case (.tensorFlow, .depthwise): [0, 1, 2, 3]
    case (.tensorFlow, .linear): [1, 0]
    case (_, .bias), (_, .gamma), (_, .beta), (_, .mean), (_, .variance): [0]
    }
  }
}
