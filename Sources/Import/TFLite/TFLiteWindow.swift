import Basics
import Formats
import IR

/// How a window of the file moves over a map.
struct TFLiteWindow {
  var rule: TFLitePadding
  var stride: Stride

  init(_ rule: TFLitePadding, strideHeight: Int, strideWidth: Int) {
    self.rule = rule
    stride = Stride(height: strideHeight, width: strideWidth)
  }
}

extension TFLiteImporter {
  /// The zeros around a map, those of a PAD before it included.
  func padding(
    _ window: TFLiteWindow, over map: TFLiteMap, reach: Stride, _ operation: TFLiteOperator
  ) throws(Rejection) -> Padding {
    for (name, number) in [
      ("kernel", reach.height), ("kernel", reach.width), ("stride", window.stride.height),
      ("stride", window.stride.width),
    ] where !(1...1024).contains(number) {
      throw unsupported(
        operation, "found a \(name) of \(number), expected one from 1 to 1024")
    }
    let shape = graph.shape(of: map.value)
    var padding = map.padding
    if window.rule == .same {
      let rows = samePadding(
        padding.top + shape.height + padding.bottom, reach.height, window.stride.height)
      let columns = samePadding(
        padding.left + shape.width + padding.right, reach.width, window.stride.width)
      padding.top += rows.before
      padding.bottom += rows.after
      padding.left += columns.before
      padding.right += columns.after
    }
    return padding
  }

  /// TensorFlow's SAME: as many results as there are strides, the odd zero behind.
  private func samePadding(
    _ extent: Int, _ kernel: Int, _ stride: Int
  ) -> (before: Int, after: Int) {
    let results = (extent + stride - 1) / stride
    let zeros = max(0, (results - 1) * stride + kernel - extent)
    return (zeros / 2, zeros - zeros / 2)
  }
}
