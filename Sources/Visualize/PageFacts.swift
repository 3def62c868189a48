/// What a plan page tells that the plan itself does not know.
package struct PageFacts: Sendable {
  /// Below what no plan of the same kind can go.
  package struct Bound: Sendable {
    package var bytes: Int
    package var explanation: String

    package init(bytes: Int, explanation: String) {
      self.bytes = bytes
      self.explanation = explanation
    }
  }

  /// The command that makes the page, as its user would type it.
  package var command: String
  /// What the weights are.
  package var weights: String
  /// Of the model as defined.
  package var multiplyAdds: Int
  package var parameters: Int
  /// Nil where nothing is proved.
  package var bound: Bound?
  /// The predicted cycles of each region.
  package var cycles: [Double]
  package var tradeOffs: TradeOffs
  /// Things to know that do not stand in the way.
  package var notes: [String]

  package init(
    command: String, weights: String, multiplyAdds: Int, parameters: Int, bound: Bound?,
    cycles: [Double], tradeOffs: TradeOffs, notes: [String]
  ) {
    self.command = command
    self.weights = weights
    self.multiplyAdds = multiplyAdds
    self.parameters = parameters
    self.bound = bound
    self.cycles = cycles
    self.tradeOffs = tradeOffs
    self.notes = notes
  }
}
