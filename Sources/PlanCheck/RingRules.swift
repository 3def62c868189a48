import IR
import Plan

/// What a ring must be like for those that make and read its value.
struct RingRules {
  private struct Value {
    /// How large the steps of its maker are; nil where each is a whole row.
    var grain: Grain?
    var isReadInRows = false
    /// The columns of its rows, of stripes those of the widest.
    var width: Int
    /// The parts that have a ring each.
    var parts = 1
  }

  private let plan: Plan
  /// Of all values that a plan makes, by their indices.
  private var values: [Int: Value] = [:]

  init(_ plan: Plan) {
    self.plan = plan
    let graph = plan.graph
    for input in graph.inputs {
      values[input.index] = Value(width: graph.shape(of: input).width)
    }
    for region in plan.schedule.regions {
      let facts = RegionFacts(region, graph)
      for stage in facts.stages {
        values[stage.result.index] = Value(
          grain: stage.stage.grain, width: stage.shape.width)
      }
      // The last result is shared itself.
      for stage in facts.stages.dropLast() {
        if case .rows(let rows) = region.shares { values[stage.result.index]?.parts = rows.count }
      }
      guard region.stripes != nil else { continue }
      var widest = facts.stages.map { _ in 0 }
      for pass in 0..<region.passes {
        for (stage, columns) in facts.columns(inPass: pass).enumerated() {
          widest[stage] = max(widest[stage], columns?.count ?? 0)
        }
      }
      for (stage, width) in zip(facts.stages, widest) { values[stage.result.index]?.width = width }
    }
    for stage in plan.schedule.regions.flatMap(\.stages) where stage.grain == nil {
      for operand in graph.nodes[stage.node].operands {
        values[operand.index]?.isReadInRows = true
      }
    }
  }

  /// What is wrong with a ring for pixels of so many channels, nil if nothing is.
  func fault(_ ring: Ring, of id: ValueID, buffer: Int, channels: Int) -> String? {
    guard let value = values[id.index] else { return "is made by nothing" }
    guard ring.width == value.width else {
      return "has rows of \(value.width) pixels, not of \(ring.width), in its ring"
    }
    guard !ring.lanes.isEmpty, (1...ring.lanes.count).contains(ring.firstRows) else {
      return "has a ring whose first \(ring.firstRows) rows lie in no lane"
    }
    guard ring.rowsAgain == value.grain?.rowsAgain ?? 0, hasBandsInLanes(ring, value) else {
      return "has a ring for other bands than those that it is made in"
    }
    guard plan.memory.buffers.indices.contains(buffer) else { return "has a ring in no buffer" }
    guard ring.copies == value.parts else {
      return "has \(ring.copies) rings for \(value.parts) parts"
    }
    let bytes = plan.memory.buffers[buffer].byteCount / ring.copies
    let room = bytes / (channels * plan.elementBytes(of: id))
    var pixels = 0
    for lane in ring.lanes {
      guard (1...max(1, room - pixels)).contains(lane) else {
        return "does not fit into its buffer"
      }
      pixels += lane
    }
    guard pixels <= room else { return "does not fit into its buffer" }
    if value.grain == nil, ring.lanes.count > 1 { return "is made row by row into several lanes" }
    if value.grain == nil || value.isReadInRows {
      guard ring.lanes.allSatisfy({ $0 % ring.width == 0 }) else {
        return "has rows that do not lie in one piece in its ring"
      }
    }
    return nil
  }

  /// Whether each row of a band has a lane, where bands overlap; others may be dealt out otherwise.
  private func hasBandsInLanes(_ ring: Ring, _ value: Value) -> Bool {
    guard let grain = value.grain, grain.rowsAgain > 0 else { return true }
    return ring.lanes.count == grain.rows + grain.rowsAgain && ring.firstRows == grain.firstRows
  }
}
