import IR

/// Where a dialect puts the zeros around the input of a convolution.
enum PaddingRule: Hashable, Sendable {
  /// Half the kernel on all sides (PyTorch).
  case symmetric
  /// TensorFlow's SAME: as much as the output of ceil(input / stride) needs, the odd one last.
  case same
  /// SAME, but with a stride always as for even inputs: 0 before and 1 after a kernel of 3
  /// (keras-applications' V1).
  case evenSame

  func callAsFunction(kernel: Int, stride: Int, over input: Shape) -> Padding {
    let (top, bottom) = along(kernel, stride, input.height)
    let (left, right) = along(kernel, stride, input.width)
    return Padding(top: top, left: left, bottom: bottom, right: right)
  }

  private func along(_ kernel: Int, _ stride: Int, _ extent: Int) -> (before: Int, after: Int) {
    switch self {
    case .symmetric: return (kernel / 2, kernel / 2)
    case .evenSame where stride > 1: return (max(0, kernel / 2 - 1), kernel / 2)
    case .same, .evenSame:
      let outputs = (extent + stride - 1) / stride
      let total = max(0, (outputs - 1) * stride + kernel - extent)
      return (total / 2, total - total / 2)
    }
  }
}
