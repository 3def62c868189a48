// What other graphs have ops of their own for.

extension Rearrange {
  /// The elements of a map of so many axes: each with its extent, and with how many elements of the
  /// operand lie between neighbours along it.
  ///
  /// Nil where that takes more than three axes. Axes of one element in front are left out; where others
  /// are still too many, those that follow each other in the operand become one.
  package init?(start: Int = 0, axes: [(extent: Int, step: Int)]) {
    var kept = Array(axes.drop { $0.extent == 1 })
    if kept.count > 3 { kept = Self.merged(kept) }
    guard kept.count <= 3 else { return nil }
    kept = Array(repeating: (extent: 1, step: 0), count: 3 - kept.count) + kept
    self.init()
    shape = Shape(kept[0].extent, kept[1].extent, kept[2].extent)
    self.start = Element(start)
    steps = Steps(kept[0].step, kept[1].step, kept[2].step)
  }

  private static func merged(
    _ axes: [(extent: Int, step: Int)]
  ) -> [(extent: Int, step: Int)] {
    var merged: [(extent: Int, step: Int)] = []
    for axis in axes where axis.extent != 1 {
      if let last = merged.last,
        last.step == axis.step.multipliedReportingOverflow(by: axis.extent).partialValue
      {
        merged[merged.count - 1] = (last.extent * axis.extent, axis.step)
      } else {
        merged.append(axis)
      }
    }
    return merged
  }

  /// The same elements in the same order, as a map of another shape, or of the same.
  package init(as shape: Shape) {
    self.init()
    self.shape = shape
    steps = Steps(shape.rowCount, shape.channels, 1)
  }

  /// A map with a constant around it.
  package init(_ operand: Shape, padded padding: Padding, with fill: Float) {
    self.init()
    shape = Shape(
      padding.top + operand.height + padding.bottom, padding.left + operand.width + padding.right,
      operand.channels)
    steps = Steps(operand.rowCount, operand.channels, 1)
    start = Element(-padding.top * operand.rowCount - padding.left * operand.channels)
    self.fill = fill
    inside = Inside(
      rows: padding.top..<padding.top + operand.height,
      columns: padding.left..<padding.left + operand.width, channels: 0..<operand.channels)
  }
}

/// How far apart neighbours along each axis of a tensor lie, in elements, the last axis fastest.
package func elementSteps(of extents: [Int]) -> [Int] {
  var steps = Array(repeating: 1, count: extents.count)
  for axis in extents.indices.dropLast().reversed() {
    steps[axis] = steps[axis + 1] * extents[axis + 1]
  }
  return steps
}
