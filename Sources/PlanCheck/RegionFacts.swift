import IR
import Plan

/// What a region looks up in the graph, once instead of at every step.
struct RegionFacts {
  /// Where a region gets an operand from.
  enum Source: Hashable {
    /// A stage of the region makes it.
    case stage(Int)
    /// It is delivered while the region runs, as this one of its deliveries.
    case delivery(Int)
    /// It was there before the region began.
    case memory
  }

  struct Operand {
    let value: ValueID
    let shape: Shape
    let access: OperandAccess
    let source: Source
  }

  struct StageFacts {
    let stage: Stage
    let operands: [Operand]
    let result: ValueID
    let shape: Shape

    /// The map that the steps go through: the result's, or the one that is gathered.
    var walked: Shape { stage.gathers ? operands[0].shape : shape }

    /// The pixels of an operand that a step needs.
    func pixels(of operand: Operand, for step: Rectangle) -> Pixels {
      stage.gathers ? Pixels(step) : operand.access.space.pixels(for: step, of: operand.shape)
    }
  }

  let region: Region
  let stages: [StageFacts]

  init(_ region: Region, _ graph: Graph) {
    self.region = region
    var sources: [ValueID: Source] = [:]
    for (index, input) in region.deliveries.enumerated() {
      sources[graph.inputs[input]] = .delivery(index)
    }
    for (index, stage) in region.stages.enumerated() {
      sources[graph.nodes[stage.node].result] = .stage(index)
    }
    stages = region.stages.map { stage in
      let node = graph.nodes[stage.node]
      return StageFacts(
        stage: stage,
        operands: zip(node.operands, graph.access(of: stage.node)).map { operand, access in
          Operand(
            value: operand, shape: graph.shape(of: operand), access: access,
            source: sources[operand] ?? .memory)
        },
        result: node.result, shape: graph.shape(of: node.result))
    }
  }

  /// The columns that each stage goes through in a pass; nil for what a stripe does not need.
  func columns(inPass pass: Int) -> [Range<Int>?] {
    guard let stripes = region.stripes else { return stages.map { 0..<$0.walked.width } }
    var needed: [Range<Int>?] = stages.map { _ in nil }
    needed[stages.count - 1] = stripes[pass]
    for index in stages.indices.reversed() {
      guard let columns = needed[index] else { continue }
      let map = Rectangle(rows: 0..<stages[index].shape.height, columns: columns)
      for operand in stages[index].operands {
        guard case .stage(let maker) = operand.source,
          let read = stages[index].pixels(of: operand, for: map).hullOfColumns
        else { continue }
        let known = needed[maker] ?? read
        needed[maker] =
          min(known.lowerBound, read.lowerBound)..<max(known.upperBound, read.upperBound)
      }
    }
    return needed
  }

  /// The rows that each stage makes for some rows of the last result: from the first that is needed to
  /// the last.
  func rows(for made: Range<Int>) -> [Range<Int>] {
    var needed = stages.map { _ in 0..<0 }
    needed[stages.count - 1] = made
    for index in stages.indices.reversed() where !needed[index].isEmpty {
      let map = Rectangle(rows: needed[index], columns: 0..<stages[index].shape.width)
      for operand in stages[index].operands {
        guard case .stage(let maker) = operand.source,
          let read = stages[index].pixels(of: operand, for: map).hullOfRows
        else { continue }
        let known = needed[maker].isEmpty ? read : needed[maker]
        needed[maker] =
          min(known.lowerBound, read.lowerBound)..<max(known.upperBound, read.upperBound)
      }
    }
    return needed
  }

  /// Whether a result is finished by the last of several steps that add to the same elements.
  func addsUpParts(_ stage: StageFacts) -> Bool {
    stage.stage.gathers
      ? steps(of: stage, columns: 0..<stage.walked.width).count > 1
      : stage.stage.role == .reduces && region.passes > 1
  }

  /// The steps of a stage over some columns of its map.
  func steps(of stage: StageFacts, columns: Range<Int>) -> StepList {
    StepList(
      stage.stage.grain, height: stage.walked.height, width: stage.walked.width, columns: columns)
  }
}
