import IR

/// Which channels the elements of a kernel or a matrix belong to.
struct KernelAxes {
  let outputs: Int
  /// 1 where each channel has a kernel of its own.
  let inputs: Int
  /// Whether each channel has a kernel of its own.
  let isDepthwise: Bool
  private let count: Int

  /// Nil for ops without kernels.
  init?(of op: Op, _ weights: WeightStore) {
    guard let weight = op.productSums?.weight else { return nil }
    let shape = weights[weight].shape
    count = weights[weight].count
    if case .depthwiseConv2D = op {
      isDepthwise = true
      outputs = shape[2]
      inputs = 1
    } else {
      isDepthwise = false
      outputs = shape[0]
      inputs = shape[shape.count - 1]
    }
  }

  func output(of element: Int) -> Int {
    isDepthwise ? element % outputs : element / (count / outputs)
  }

  /// The channel of the operand.
  func input(of element: Int) -> Int { isDepthwise ? element % outputs : element % inputs }

  /// The largest magnitude for each output.
  func largestMagnitudes(_ values: [Float]) -> [Float] {
    var largest = [Float](repeating: 0, count: outputs)
    for (element, value) in values.enumerated() {
      let output = output(of: element)
      largest[output] = max(largest[output], abs(value))
    }
    return largest
  }
}
