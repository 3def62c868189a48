import IR

/// What an op promises about the single elements of two rows of which one reads the other.
///
/// Between an element of the result's row and one of the operand's row there is a link where the
/// first is computed from the second.
struct EvenSpread: Hashable {
  /// Whether each element of the operand's row is linked to something in the result's row.
  let reachesAll: Bool
  /// Whether an amount that lies evenly on one row can be moved along links so that it lies evenly
  /// on the other, in either direction.
  ///
  /// That needs links between columns and between channels. For channels: the same channel on both
  /// sides, as many here as there, or each with each. For columns: result column x takes the
  /// slice [x, x + 1) / width of the amount, which covers operand columns from
  /// floor(x w / width) to ceil((x + 1) w / width) for an operand w wide; its window must hold
  /// those. The windows of a MobileNet do; those of a kernel smaller than the stride do not, nor dilated
  /// ones whose taps miss a slice.
  let isEven: Bool

  /// For every op but those that read a whole operand, which are taken apart first.
  init(_ access: OperandAccess, operand: Shape, result: Shape) {
    guard access.channels != .some else {
      (reachesAll, isEven) = (false, false)
      return
    }
    let channelsMatch = access.channels != .same || operand.channels == result.channels
    switch access.space {
    case .same:
      reachesAll = channelsMatch && operand.width == result.width
      isEven = reachesAll
    case .single, .everything:
      reachesAll = channelsMatch
      isEven = channelsMatch
    case .window(let window):
      var isRead = Array(repeating: false, count: operand.width)
      var holdsSlices = true
      for x in 0..<result.width {
        let start = x * operand.width / result.width
        let end = ((x + 1) * operand.width + result.width - 1) / result.width
        var held = 0
        for column in window.columns.reads(at: x, extent: operand.width) {
          isRead[column] = true
          if (start..<end).contains(column) { held += 1 }
        }
        if held < end - start { holdsSlices = false }
      }
      reachesAll = channelsMatch && isRead.allSatisfy(\.self)
      isEven = holdsSlices && channelsMatch
    }
  }
}
