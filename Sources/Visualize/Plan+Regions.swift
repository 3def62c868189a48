import IR
import Plan

extension Plan {
  /// The first and the last region during which a buffer lives.
  func regions(of buffer: Buffer) -> ClosedRange<Int> {
    let spans = regionSpans
    func region(at step: Int) -> Int {
      spans.firstIndex { $0.contains(step) } ?? max(0, spans.count - 1)
    }
    let first = region(at: buffer.life.lowerBound)
    let last = region(at: max(buffer.life.lowerBound, buffer.life.upperBound - 1))
    return first...max(first, last)
  }

  /// The ops of a region, by name.
  func opNames(ofRegion index: Int) -> [String] {
    schedule.regions[index].stages.map { shown(graph.name(of: $0.node)) }
  }

  /// The multiply-adds of a region, those that stripes do again included.
  func multiplyAdds(ofRegion index: Int) -> Int {
    schedule.regions[index].multiplyAdds(in: graph)
  }

  /// How often a region makes its columns, on the average of all its multiply-adds: more than once
  /// in stripes.
  func repetition(ofRegion index: Int) -> Double {
    let once = schedule.regions[index].stages.reduce(0) {
      $0 + graph.cost(of: $1.node).multiplyAdds
    }
    return Double(multiplyAdds(ofRegion: index)) / Double(max(1, once))
  }

  /// The ops of a region that take up their operand while it is made.
  func gatheringOps(ofRegion index: Int) -> [String] {
    schedule.regions[index].stages.filter(\.gathers).map { shown(graph.name(of: $0.node)) }
  }

  /// The ops of a region that make a value for the second time.
  func repeatedOps(ofRegion index: Int) -> [String] {
    schedule.regions[index].stages.filter { isRepeated($0.node) }
      .map { shown(graph.name(of: $0.node)) }
  }

  /// Whether a node makes again what another one made, in a second pass.
  func isRepeated(_ node: NodeID) -> Bool {
    if case .derived(by: "second pass", from: _) = graph.nodes[node].origin { true } else { false }
  }

  /// The buffers that live while a region runs, by index.
  func buffers(ofRegion index: Int) -> [Int] {
    let span = regionSpans[index]
    return memory.buffers.indices.filter { memory.buffers[$0].life.overlaps(span) }
  }
}

extension Region {
  /// How often each column or row of a stage's map is made, on the average: more than once in stripes
  /// and where slices are run inside of rows.
  func repetition(ofStage stage: Int, in graph: Graph) -> Double {
    let map = graph.shape(of: mapValue(of: stages[stage], in: graph))
    if splitsInside, stage < headCount {
      let height = graph.shape(of: graph.nodes[stages[headCount - 1].node].result).height
      let made = (0..<height).reduce(0) { $0 + headRows(forRow: $1, in: graph)[stage].count }
      return Double(made) / Double(max(1, map.height))
    }
    guard stripes != nil else { return 1 }
    let made = columnsOfPasses(in: graph).reduce(0) { $0 + $1[stage].count }
    return Double(made) / Double(max(1, map.width))
  }
}
