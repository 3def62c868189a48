import Basics
import Formats
import IR

extension TFLiteImporter {
  /// A part of a map, or of a shape that is known.
  mutating func addStridedSlice(_ operation: TFLiteOperator) throws(Rejection) {
    guard case .stridedSlice(let options) = operation.options else {
      throw malformed(operation, "expected the options of a slice")
    }
    guard options.ellipsisMask == 0, options.newAxisMask == 0 else {
      throw unsupported(
        operation, "it has an ellipsis or new axes, expected one range for each axis")
    }
    if maps[try input(operation, 0)] == nil {
      let values = try integers(operation, 0)
      let axes = try ranges(operation, options, of: [values.count])
      foldedIntegers[operation.outputs[0]] = (0..<axes[0].count).map {
        values[axes[0].first + $0 * axes[0].stride]
      }
      return
    }
    let input = try map(operation)
    let axes = try ranges(operation, options, of: input.extents)
    let steps = elementSteps(of: input.extents)
    try addView(
      of: input, start: zip(axes, steps).map { $0.first * $1 }.reduce(0, +),
      axes: zip(axes, steps).map { ($0.count, $0.stride * $1) }, operation)
    let kept = axes.filter { !$0.isDropped }.map(\.count)
    maps[operation.outputs[0]]?.extents = kept.isEmpty ? [1] : kept
  }

  private struct SlicedAxis {
    var first: Int
    var stride: Int
    var count: Int
    /// Whether the result has no such axis.
    var isDropped = false
  }

  private func ranges(
    _ operation: TFLiteOperator, _ options: TFLiteStridedSlice, of extents: [Int]
  ) throws(Rejection) -> [SlicedAxis] {
    let (begins, ends) = (try integers(operation, 1), try integers(operation, 2))
    let strides = try integers(operation, 3)
    guard begins.count <= extents.count, ends.count == begins.count,
      strides.count == begins.count,
      strides.allSatisfy({ $0 != 0 && abs(Double($0)) <= Double(Int32.max) })
    else {
      throw malformed(
        operation,
        "the ranges \(begins.prefix(8)), \(ends.prefix(8)), \(strides.prefix(8)) do not fit \(extents)"
      )
    }
    var axes: [SlicedAxis] = []
    for (axis, extent) in extents.enumerated() {
      guard axis < begins.count else {
        axes.append(SlicedAxis(first: 0, stride: 1, count: extent))
        continue
      }
      let stride = strides[axis]
      func isSet(_ mask: Int) -> Bool { mask >> axis & 1 != 0 }
      // Positions from the end are negative; forwards and backwards stop at other ends.
      func place(_ position: Int) -> Int {
        let fromStart = position < 0 ? position + extent : position
        return stride > 0
          ? min(max(fromStart, 0), extent) : min(max(fromStart, -1), extent - 1)
      }
      let first = isSet(options.beginMask) ? (stride > 0 ? 0 : extent - 1) : place(begins[axis])
      if isSet(options.shrinkAxisMask) {
        guard (0..<extent).contains(first) else {
          throw malformed(operation, "there is no element \(begins[axis]) of \(extent)")
        }
        axes.append(SlicedAxis(first: first, stride: 1, count: 1, isDropped: true))
        continue
      }
      let last =
        options.endsAreOffsets
        ? begins[axis].addingReportingOverflow(ends[axis]).partialValue : ends[axis]
      let end = isSet(options.endMask) ? (stride > 0 ? extent : -1) : place(last)
      let count = max(
        0, stride > 0 ? (end - first + stride - 1) / stride : (first - end - stride - 1) / -stride)
      guard count > 0 else {
        throw malformed(operation, "it takes nothing of an axis of \(extent)")
      }
      axes.append(SlicedAxis(first: first, stride: stride, count: count))
    }
    return axes
  }
}
