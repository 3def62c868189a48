/// What to plan for.
package struct PlanOptions: Hashable, Sendable {
  package enum Objective: String, CaseIterable, Sendable {
    /// Least predicted time.
    case latency
    /// Least arena, then least predicted time.
    case ram
    /// Least product of the two.
    case balanced
  }

  /// Into how many slices the inner channels of a block may be cut.
  package enum Ways: Hashable, Sendable {
    /// As many as serve the objective.
    case auto
    /// At most this many, wherever that takes less memory than layer by layer.
    case atMost(Int)
  }

  package var objective = Objective.latency
  package var ways = Ways.auto

  package init(objective: Objective = .latency, ways: Ways = .auto) {
    self.objective = objective
    self.ways = ways
  }
}
