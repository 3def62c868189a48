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
