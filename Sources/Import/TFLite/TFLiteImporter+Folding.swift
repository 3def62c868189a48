import Basics
import Formats
import IR

// What is known before the model runs: shapes, and zeros around a map.

extension TFLiteImporter {
  mutating func foldShape(_ operation: TFLiteOperator) throws(Rejection) {
    foldedIntegers[operation.outputs[0]] = try map(operation).extents
  }

  /// A part of a shape.
  mutating func foldStridedSlice(_ operation: TFLiteOperator) throws(Rejection) {
    guard case .stridedSlice(let options) = operation.options else {
      throw malformed(operation, "expected the options of a slice")
    }
    guard maps[try input(operation, 0)] == nil else {
      throw unsupported(operation, "it slices a map, expected slices of shapes only")
    }
    let values = try integers(operation, 0)
    let (begins, ends) = (try integers(operation, 1), try integers(operation, 2))
    let strides = try integers(operation, 3)
    guard begins.count == 1, ends.count == 1, strides.count == 1, strides[0] != 0,
      options.ellipsisMask == 0, options.newAxisMask == 0
    else {
      throw unsupported(operation, "expected a slice along one axis, without new axes")
    }
    let (count, stride) = (values.count, strides[0])
    // Positions from the end are negative; forwards and backwards stop at other ends.
    func place(_ position: Int) -> Int {
      let fromStart = position < 0 ? position + count : position
      return stride > 0
        ? min(max(fromStart, 0), count) : min(max(fromStart, -1), count - 1)
    }
    let begin = options.beginMask & 1 != 0 ? (stride > 0 ? 0 : count - 1) : place(begins[0])
    if options.shrinkAxisMask & 1 != 0 {
      guard values.indices.contains(begin) else {
        throw malformed(operation, "there is no element \(begins[0]) of \(count)")
      }
      foldedIntegers[operation.outputs[0]] = [values[begin]]
      return
    }
    let last =
      options.endsAreOffsets ? begins[0].addingReportingOverflow(ends[0]).partialValue : ends[0]
    let end = options.endMask & 1 != 0 ? (stride > 0 ? count : -1) : place(last)
    foldedIntegers[operation.outputs[0]] = Swift.stride(from: begin, to: end, by: stride).map {
      values[$0]
    }
  }

  /// Numbers side by side.
  mutating func foldPack(_ operation: TFLiteOperator) throws(Rejection) {
    var values: [Int] = []
    for index in operation.inputs.indices {
      guard maps[try input(operation, index)] == nil else {
        throw unsupported(operation, "it joins maps, expected shapes only")
      }
      let value = try integers(operation, index)
      guard value.count == 1 else {
        throw unsupported(operation, "it joins \(value.prefix(8)), expected single numbers only")
      }
      values += value
    }
    foldedIntegers[operation.outputs[0]] = values
  }

  /// Leaves the zeros to the convolutions that read the result.
  mutating func addPad(_ operation: TFLiteOperator) throws(Rejection) {
    let input = try image(operation)
    let amounts = try integers(operation, 1)
    guard amounts.count == 8, amounts.allSatisfy({ (0...Shape.largestCount).contains($0) }) else {
      throw malformed(operation, "expected 4 pairs of paddings, found \(amounts.prefix(8))")
    }
    guard amounts[0] + amounts[1] + amounts[6] + amounts[7] == 0 else {
      throw unsupported(
        operation, "it pads with \(amounts), expected padding of height and width only")
    }
    let numbers = try result(operation)
    guard numbers == (try self.numbers(of: try self.input(operation, 0))) else {
      throw unsupported(operation, "expected its result to have the operand's scale and zero point")
    }
    if operation.code.builtin == .padV2 { try checkPadValue(operation, numbers) }
    var map = input
    map.padding = Padding(
      top: amounts[2], left: amounts[4], bottom: amounts[3], right: amounts[5])
    map.extents[1] += amounts[2] + amounts[3]
    map.extents[2] += amounts[4] + amounts[5]
    map.pad = operation
    maps[operation.outputs[0]] = map
  }

  private func checkPadValue(
    _ operation: TFLiteOperator, _ numbers: TFLiteNumbers
  ) throws(Rejection) {
    let tensor = try constant(try input(operation, 2), operation)
    let value: Double?
    var zero = 0.0
    switch numbers {
    case .floats: value = try model.floats(of: tensor).first.map(Double.init)
    case .integers(let quantization, let isUnsigned):
      zero = Double(quantization.zeroPoint + (isUnsigned ? 128 : 0))
      value =
        isUnsigned
        ? try model.uint8s(of: tensor).first.map(Double.init)
        : try model.int8s(of: tensor).first.map(Double.init)
    }
    guard value == zero else {
      throw unsupported(
        operation,
        "it pads with \(value.map { "\($0)" } ?? "nothing"), expected \(zero), which is 0")
    }
  }
}
