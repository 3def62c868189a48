import TestSupport

/// A convolution between SPACE_TO_BATCH_ND and BATCH_TO_SPACE_ND, as old files write dilation.
private struct Blocks {
  var size = [2, 2]
  /// Before and behind, of rows and of columns.
  var padding = [2, 3, 2, 2]
  var crops = [0, 1, 0, 0]
  var isDepthwise = false

  func build(_ model: inout TinyTFLite) {
    let input = model.input([1, 7, 6, 3], zero: -5)
    let height: Int = (7 + padding[0] + padding[1]) / size[0]
    let width: Int = (6 + padding[2] + padding[3]) / size[1]
    let batch = size[0] * size[1]
    let parted = model.map("parted", [batch, height, width, 3], zero: -5)
    model.operation(
      38, [input, model.ints("size", size), model.ints("padding", padding, [2, 2])], parted)
    let outputs = isDepthwise ? 3 : 4
    let weights = model.weights([isDepthwise ? 1 : outputs, 3, 3, 3])
    let made = model.map("conv", [batch, height - 2, width - 2, outputs], range: 4, zero: 7)
    let steps: [Int: FlatValue] = [0: .byte(1), 1: .int(1), 2: .int(1)]
    let bias = model.bias(outputs)
    if isDepthwise {
      model.operation(
        4, [parted, weights, bias], made, (2, steps.merging([3: .int(1)]) { $1 }))
    } else {
      model.operation(3, [parted, weights, bias], made, (1, steps))
    }
    let rows: Int = (height - 2) * size[0] - crops[0] - crops[1]
    let columns: Int = (width - 2) * size[1] - crops[2] - crops[3]
    model.operation(
      37, [made, model.ints("size again", size), model.ints("crops", crops, [2, 2])],
      model.result("whole", [1, rows, columns, outputs], range: 4, zero: 7))
  }
}

extension TFLiteCase {
  static let blocks =
    each("conv in blocks of 2", Blocks().build)
    + each(
      "conv in blocks of 2x3, cropped before and behind",
      Blocks(size: [2, 3], padding: [3, 2, 4, 2], crops: [1, 0, 1, 1]).build)
    + each("depthwise in blocks of 2", Blocks(isDepthwise: true).build)
    + each(
      "depthwise in blocks of 2x1, a row before",
      Blocks(size: [2, 1], padding: [1, 0, 0, 0], crops: [0, 0, 0, 0], isDepthwise: true).build)
}
