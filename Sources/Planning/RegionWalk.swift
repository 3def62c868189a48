import IR
import Plan

/// Runs the steps of a region in order without computing anything.
struct RegionWalk {
  /// One row that is made or delivered, and in which pass over the slices.
  struct Step {
    let value: ValueID
    let row: Int
    let pass: Int
    /// The position of the node that makes it; nil for a delivered row.
    let position: Int?
  }

  private let facts: PlanFacts
  private let positions: [Int]
  /// Which stage of the region makes an operand, for each stage and operand; nil if none does.
  private let makers: [[Int?]]
  /// Which delivered input an operand is.
  private let sources: [[Int?]]
  private let region: Region
  private var made: [Int]
  private var delivered: [Int]

  init(_ region: Region, _ facts: PlanFacts) {
    self.region = region
    self.facts = facts
    positions = region.stages.map { facts.position[$0.node] ?? 0 }
    let results = region.stages.map { facts.graph.nodes[$0.node].result }
    let inputs = region.deliveries.map { facts.graph.inputs[$0] }
    makers = positions.map { position in
      facts.operands[position].map { results.firstIndex(of: $0.value) }
    }
    sources = positions.map { position in
      facts.operands[position].map { inputs.firstIndex(of: $0.value) }
    }
    made = Array(repeating: 0, count: region.stages.count)
    delivered = Array(repeating: 0, count: region.deliveries.count)
  }

  /// Tells `visit` every step.
  mutating func run(_ visit: (Step) -> Void) {
    for pass in 0..<region.passes {
      for stage in made.indices { made[stage] = 0 }
      if region.isPulled { ask(made.count - 1, upTo: .max, pass, visit) }
      for stage in made.indices { ask(stage, upTo: .max, pass, visit) }
    }
    for source in delivered.indices {
      deliver(source, upTo: .max, region.passes - 1, visit)
    }
  }

  /// Makes rows of a stage until `count` are there, as many as there are at most.
  private mutating func ask(_ stage: Int, upTo count: Int, _ pass: Int, _ visit: (Step) -> Void) {
    let position = positions[stage]
    let end = min(count, facts.heights[position])
    while made[stage] < end {
      let row = made[stage]
      for (index, operand) in facts.operands[position].enumerated() {
        let needed = operand.access.rows(for: row, height: operand.height).upperBound
        if let maker = makers[stage][index] { ask(maker, upTo: needed, pass, visit) }
        if let source = sources[stage][index] { deliver(source, upTo: needed, pass, visit) }
      }
      visit(Step(value: facts.result(at: position), row: row, pass: pass, position: position))
      made[stage] += 1
    }
  }

  private mutating func deliver(
    _ source: Int, upTo count: Int, _ pass: Int, _ visit: (Step) -> Void
  ) {
    let input = facts.graph.inputs[region.deliveries[source]]
    let end = min(count, facts.graph.shape(of: input).height)
    while delivered[source] < end {
      visit(Step(value: input, row: delivered[source], pass: pass, position: nil))
      delivered[source] += 1
    }
  }
}
