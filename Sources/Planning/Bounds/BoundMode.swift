/// How a plan treats the input, recomputation and partial sums: what bounds depend on.
package struct BoundMode: Hashable, Sendable {
  /// Whether the input comes one row at a time, each row once and from top to bottom.
  package var rowsDelivered: Bool
  /// Whether what is kept of the input counts; it does not if the caller keeps it, to be read again.
  package var inputCounted: Bool
  /// Whether no element of any value is computed twice.
  package var recomputeFactorIsOne: Bool
  /// Whether unfinished elements are kept of other ops than global poolings, whose always may be.
  package var keepsPartialSums: Bool

  package init(
    rowsDelivered: Bool, inputCounted: Bool, recomputeFactorIsOne: Bool, keepsPartialSums: Bool
  ) {
    self.rowsDelivered = rowsDelivered
    self.inputCounted = inputCounted
    self.recomputeFactorIsOne = recomputeFactorIsOne
    self.keepsPartialSums = keepsPartialSums
  }
}

/// Something that must be so for a bound to hold.
package enum BoundCondition: String, CaseIterable, Sendable {
  case rowsArriveOnce = "rows arrive once, one by one, in order"
  case inputArrivesWhole = "the input arrives whole"
  case inputCounts = "what is kept of the input counts"
  case noRecomputation = "no recomputation"
  case noPartialSums = "no partial sums"

  package func holds(in mode: BoundMode) -> Bool {
    switch self {
    case .rowsArriveOnce: mode.rowsDelivered
    case .inputArrivesWhole: !mode.rowsDelivered
    case .inputCounts: mode.inputCounted
    case .noRecomputation: mode.recomputeFactorIsOne
    case .noPartialSums: !mode.keepsPartialSums
    }
  }
}
