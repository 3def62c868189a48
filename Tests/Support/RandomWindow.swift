import IR

/// A window that fits: kernels of 1, 3, 5 and 7, strides of 1 and 2, on each axis by itself.
struct RandomWindow {
  let kernel: (Int, Int)
  let stride: Stride
  let dilation: Stride
  let padding: Padding

  /// Dilated ones have rates up to 3.
  init(over shape: Shape, _ dice: inout Dice, isDilated: Bool) {
    let isSquare = !dice.once(in: 4)
    let rows = Axis(shape.height, &dice, isDilated: isDilated)
    let columns = Axis(
      shape.width, &dice, kernel: isSquare ? rows.kernel : nil, isDilated: isDilated)
    kernel = (rows.kernel, columns.kernel)
    stride = Stride(height: rows.stride, width: isSquare ? rows.stride : columns.stride)
    dilation = Stride(height: rows.dilation, width: columns.dilation)
    padding = Padding(
      top: rows.before, left: columns.before, bottom: rows.after, right: columns.after)
  }

  private struct Axis {
    let kernel: Int
    let stride: Int
    let dilation: Int
    private(set) var before: Int
    private(set) var after: Int

    init(_ extent: Int, _ dice: inout Dice, kernel given: Int? = nil, isDilated: Bool) {
      kernel = given ?? dice.pick([1, 3, 3, 3, 5, 7])
      stride = dice.pick([1, 1, 2])
      // No map lies between two taps: each window has one inside.
      dilation = isDilated && kernel > 1 ? min(dice.number(in: 1...3), extent) : 1
      let reach = (kernel - 1) * dilation + 1
      switch dice.roll(3) {
      case 0: (before, after) = (reach / 2, reach / 2)
      // TensorFlow's SAME: the odd zero behind.
      case 1:
        let total = max(0, ((extent + stride - 1) / stride - 1) * stride + reach - extent)
        (before, after) = (total / 2, total - total / 2)
      default: (before, after) = (dice.roll(reach), dice.roll(reach))
      }
      // A window larger than the padded map gets more zeros; at most reach - 1 on either side.
      while extent + before + after < reach {
        if before <= after { before += 1 } else { after += 1 }
      }
    }
  }
}
