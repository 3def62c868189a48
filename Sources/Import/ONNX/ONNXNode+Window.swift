import Basics
import Formats
import IR

extension ONNXNode {
  /// The attributes of a window that moves over a map, which reaches over so many pixels.
  func window(
    reach: Stride, over input: Shape, rank: Int
  ) throws(Rejection) -> (stride: Stride, padding: Padding) {
    let strides = try spatial("strides", rank - 2) ?? [1, 1]
    guard strides.count == 2, strides.allSatisfy({ (1...1024).contains($0) }) else {
      throw unsupported("strides \(strides), expected 2 from 1 to 1024")
    }
    let stride = Stride(height: strides[0], width: strides[1])
    switch try text("auto_pad", or: "NOTSET") {
    case "NOTSET", "":
      var pads = try integers("pads") ?? [0, 0, 0, 0]
      if rank == 3, pads.count == 2 { pads = [0, pads[0], 0, pads[1]] }
      guard pads.count == 4, pads.allSatisfy({ (0...1024).contains($0) }) else {
        throw unsupported("pads \(pads), expected 4 from 0 to 1024")
      }
      return (
        stride, Padding(top: pads[0], left: pads[1], bottom: pads[2], right: pads[3])
      )
    case "VALID": return (stride, Padding())
    case "SAME_UPPER":
      let (rows, columns) = sameZeros(reach, stride, input)
      return (
        stride,
        Padding(
          top: rows / 2, left: columns / 2, bottom: rows - rows / 2, right: columns - columns / 2)
      )
    case "SAME_LOWER":
      let (rows, columns) = sameZeros(reach, stride, input)
      return (
        stride,
        Padding(
          top: rows - rows / 2, left: columns - columns / 2, bottom: rows / 2, right: columns / 2)
      )
    case let other:
      throw damaged(
        "onnx.attribute",
        "has auto_pad \(spelled(other)), expected NOTSET, VALID, SAME_UPPER or SAME_LOWER")
    }
  }

  /// An attribute with a number for height and width; nodes of one dimension say the width alone.
  func spatial(_ name: String, _ dimensions: Int) throws(Rejection) -> [Int]? {
    let numbers = try integers(name)
    guard dimensions == 1, let numbers, numbers.count == 1 else { return numbers }
    return [1] + numbers
  }

  /// The rows and columns of zeros that give a result of the input's size divided by the stride.
  private func sameZeros(
    _ reach: Stride, _ stride: Stride, _ input: Shape
  ) -> (rows: Int, columns: Int) {
    func zeros(_ extent: Int, _ reach: Int, _ stride: Int) -> Int {
      Swift.max(0, ((extent + stride - 1) / stride - 1) * stride + reach - extent)
    }
    return (
      zeros(input.height, reach.height, stride.height),
      zeros(input.width, reach.width, stride.width)
    )
  }
}

extension Padding {
  static func + (a: Padding, b: Padding) -> Padding {
    Padding(
      top: a.top + b.top, left: a.left + b.left, bottom: a.bottom + b.bottom,
      right: a.right + b.right)
  }
}
