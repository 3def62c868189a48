import IR

/// A graph with its schedule and its memory: all that code generation needs to know.
package struct Plan: Sendable {
  package var graph: Graph
  package var schedule: Schedule
  package var memory: MemoryPlan

  package init(graph: Graph, schedule: Schedule, memory: MemoryPlan) {
    self.graph = graph
    self.schedule = schedule
    self.memory = memory
  }
}

extension Plan {
  /// The bytes of an element of a value in the arena.
  package func elementBytes(of value: ValueID) -> Int {
    graph.elementBytes(of: value, most: memory.elementBytes)
  }

  /// The steps of each region.
  package var regionSpans: [Range<Int>] {
    var start = 0
    return memory.regionSteps.map { steps in
      defer { start += steps }
      return start..<start + steps
    }
  }

  /// The highest byte of the arena that is in use during each region.
  package var peakOfRegions: [Int] {
    regionSpans.map { span in
      memory.buffers.filter { $0.life.overlaps(span) }.map(\.bytes.upperBound).max() ?? 0
    }
  }

  /// The first region that needs the whole arena.
  package var peakRegion: Int? {
    let peaks = peakOfRegions
    guard let peak = peaks.max() else { return nil }
    return peaks.firstIndex(of: peak)
  }
}

/// How a program gets an input of its graph.
package enum InputStyle: Hashable, Sendable {
  /// From a pointer of the caller.
  case pointer
  /// In the arena, at this offset in bytes, where the caller has put it.
  case arena(offset: Int)
  /// Row by row from a function of the caller.
  case rows
}

extension Plan {
  package func style(ofInput index: Int) -> InputStyle {
    if schedule.regions.contains(where: { $0.deliveries.contains(index) }) { return .rows }
    guard let buffer = memory.placements[graph.inputs[index]]?.buffer else { return .pointer }
    return .arena(offset: memory.buffers[buffer].offset)
  }
}
