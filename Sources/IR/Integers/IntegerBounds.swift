extension Requantization {
  /// The integer nearest to a number, which may lie outside of what an `i8` holds.
  ///
  /// 32-bit floats, as runtimes compute it when they prepare an op.
  package func integer(_ real: Float) -> Int {
    let scaled = real / result.scale
    let rounded = scaled.rounded(rounding == .even ? .toNearestOrEven : .toNearestOrAwayFromZero)
    // Far beyond every integer, and within what Int takes.
    return result.zeroPoint + Int(min(max(rounded, -0x1p40), 0x1p40))
  }

  /// The integers between which a result lies, nil for an activation that is more than a clamp.
  package func bounds(_ activation: Activation?) -> ClosedRange<Int>? {
    let all = ElementType.i8Range
    guard let activation else { return all }
    guard case .clamp(let low, let high) = activation else { return nil }
    func within(_ q: Int) -> Int { min(max(q, all.lowerBound), all.upperBound) }
    let least = within(integer(low))
    return least...max(least, within(integer(high)))
  }
}
