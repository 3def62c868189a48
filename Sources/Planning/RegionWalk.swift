import IR
import Plan

/// Runs the steps of a region in order without computing anything.
struct RegionWalk {
  /// One row that is made or delivered, and in which pass over the slices.
  struct Step {
    let value: Int
    let row: Int
    let pass: Int
    /// The position of the node that makes it; nil for a delivered row.
    let position: Int?
  }

  private let facts: PlanFacts
  private let region: Region
  private let positions: [Int]
  /// For each operand of each stage, the stage of the region that makes it or -1, and the place in
  /// the region's deliveries or -1.
  private let makers: [[Int]]
  private let sources: [[Int]]
  private var made: [Int]
  private var delivered: [Int]

  init(_ region: Region, _ facts: PlanFacts) {
    self.region = region
    self.facts = facts
    let positions = region.stages.map { facts.position[$0.node] ?? 0 }
    var stageAt: [Int: Int] = [:]
    for (stage, position) in positions.enumerated() { stageAt[position] = stage }
    let inputs = region.deliveries.map { facts.inputs[$0] }
    makers = positions.map { position in
      facts.operands[position].map { stageAt[facts.producers[$0.index]] ?? -1 }
    }
    sources = positions.map { position in
      facts.operands[position].map { inputs.firstIndex(of: $0.index) ?? -1 }
    }
    self.positions = positions
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
    let result = facts.results[position]
    let end = min(count, facts.valueHeights[result])
    while made[stage] < end {
      let row = made[stage]
      for index in makers[stage].indices {
        let (maker, source) = (makers[stage][index], sources[stage][index])
        guard maker >= 0 || source >= 0 else { continue }
        let operand = facts.operands[position][index]
        let needed = operand.access.rows(for: row, height: operand.height).upperBound
        if maker >= 0 { ask(maker, upTo: needed, pass, visit) }
        if source >= 0 { deliver(source, upTo: needed, pass, visit) }
      }
      visit(Step(value: result, row: row, pass: pass, position: position))
      made[stage] += 1
    }
  }

  private mutating func deliver(
    _ source: Int, upTo count: Int, _ pass: Int, _ visit: (Step) -> Void
  ) {
    let input = facts.inputs[region.deliveries[source]]
    let end = min(count, facts.valueHeights[input])
    while delivered[source] < end {
      visit(Step(value: input, row: delivered[source], pass: pass, position: nil))
      delivered[source] += 1
    }
  }
}
