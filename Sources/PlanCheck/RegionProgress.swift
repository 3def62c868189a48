import IR
import Plan

/// How far a stage has come in a pass.
struct StageProgress {
  private let steps: StepList
  private let gathers: Bool
  private var next: Int
  /// The steps up to the last one of this pass.
  private let end: Int
  /// For each row of the result the column up to which it is made, in this pass.
  private var made: [Int]

  /// `rows` are those that are made in this pass, where each step is a row; nil for all steps.
  init(_ facts: RegionFacts.StageFacts, _ steps: StepList, rows: Range<Int>? = nil) {
    self.steps = steps
    (next, end) = (rows?.lowerBound ?? 0, rows?.upperBound ?? steps.count)
    gathers = facts.stage.gathers
    made = Array(repeating: 0, count: facts.shape.height)
  }

  var isFinished: Bool { next == end }
  var isFirst: Bool { next == 0 }
  /// The steps that come after the next one.
  var stepsLeft: Int { steps.count - 1 - next }
  var nextStep: Rectangle { steps[next] }

  func has(_ pixels: Pixels) -> Bool {
    guard let end = pixels.columns.last?.upperBound else { return true }
    // What is made last is most likely missing.
    return pixels.rows.reversed().allSatisfy { rows in
      rows.reversed().allSatisfy { made[$0] >= end }
    }
  }

  mutating func finishStep() {
    let step = steps[next]
    next += 1
    if !gathers {
      // What a band makes again was there before, up to the last column.
      for row in step.rows { made[row] = max(made[row], step.columns.upperBound) }
    } else if isFinished {
      made[0] = 1
    }
  }
}

/// How far a region has come.
struct RegionProgress {
  let facts: RegionFacts
  private(set) var pass = 0
  var stages: [StageProgress] = []
  /// The first column that each stage makes in this pass.
  private(set) var firstColumns: [Int] = []
  /// The rows that are there of each input that is delivered.
  var delivered: [Int]

  init(_ region: Region, _ graph: Graph) {
    facts = RegionFacts(region, graph)
    delivered = region.deliveries.map { _ in 0 }
  }

  mutating func begin(pass: Int) {
    self.pass = pass
    let columns = facts.columns(inPass: pass).map { $0 ?? 0..<0 }
    stages = zip(facts.stages, columns).map {
      StageProgress($0, facts.steps(of: $0, columns: $1))
    }
    firstColumns = columns.map(\.lowerBound)
  }

  /// Begins with the rows that a part makes of the last result, and those that they need of the others.
  mutating func begin(part: Int, rows: Range<Int>) {
    let needed = facts.rows(for: rows)
    stages = zip(facts.stages, needed).map { stage, rows in
      StageProgress(
        stage, facts.steps(of: stage, columns: 0..<stage.walked.width), rows: rows)
    }
    firstColumns = stages.map { _ in 0 }
  }

  /// Goes to a pass, before or behind, of slices inside of rows: there the rows are at hand that the
  /// sums need, whatever was made before.
  mutating func resume(pass: Int) { self.pass = pass }

  var slice: Range<Int>? { facts.region.slices?[pass] }
  /// The slices that come after this one.
  var slicesLeft: Int { (facts.region.slices?.count ?? 1) - 1 - pass }
}
