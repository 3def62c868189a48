/// Which part of an operand one row of the result needs.
package enum SpatialAccess: Hashable, Sendable {
  /// The same row and column.
  case same
  /// A window around each position.
  case window(Window)
  /// The whole operand: nothing of the result exists before all of it was read.
  case everything
  /// The single pixel of a 1x1 operand, at every position.
  case single
}

/// Which channels of an operand one channel of the result needs.
package enum ChannelAccess: Hashable, Sendable {
  /// The same channel: the op may run on any slice of channels by itself.
  case same
  /// All of them, summed: slices of input channels give partial sums.
  case sum
  /// All of them at once: no slice of channels says anything of the result.
  case all
  /// Some elements or other, wherever the op moves them from: plans keep all of the operand, as for
  /// `all`, and bounds count on none of it.
  case some
}

/// How an op reads one operand: what regions, plans and checks are made from.
package struct OperandAccess: Hashable, Sendable {
  package var space: SpatialAccess
  package var channels: ChannelAccess

  package init(_ space: SpatialAccess, _ channels: ChannelAccess) {
    self.space = space
    self.channels = channels
  }

  /// The rows of an operand of `height` that row `y` of the result reads.
  package func rowsRead(for y: Int, height: Int) -> StrideTo<Int> {
    reads(at: y, extent: height) { $0.rows }
  }

  /// The columns of an operand of `width` that column `x` of the result reads.
  package func columnsRead(for x: Int, width: Int) -> StrideTo<Int> {
    reads(at: x, extent: width) { $0.columns }
  }

  private func reads(
    at output: Int, extent: Int, along axis: (Window) -> AxisWindow
  ) -> StrideTo<Int> {
    if case .window(let window) = space { return axis(window).reads(at: output, extent: extent) }
    let inputs = inputs(for: output..<output + 1, extent: extent, along: axis)
    return stride(from: inputs.lowerBound, to: inputs.upperBound, by: 1)
  }

  /// The rows of an operand of `height`, from the first to the last, that rows of the result need.
  package func rows(for rows: Range<Int>, height: Int) -> Range<Int> {
    inputs(for: rows, extent: height) { $0.rows }
  }

  /// The columns of an operand of `width`, from the first to the last, that columns of the result need.
  package func columns(for columns: Range<Int>, width: Int) -> Range<Int> {
    inputs(for: columns, extent: width) { $0.columns }
  }

  private func inputs(
    for outputs: Range<Int>, extent: Int, along axis: (Window) -> AxisWindow
  ) -> Range<Int> {
    switch space {
    case .same: outputs
    case .window(let window): axis(window).inputs(at: outputs, extent: extent)
    case .everything: 0..<extent
    case .single: 0..<1
    }
  }
}
