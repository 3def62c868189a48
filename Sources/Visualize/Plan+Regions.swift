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

  /// The multiply-adds of a region.
  func multiplyAdds(ofRegion index: Int) -> Int {
    schedule.regions[index].stages.reduce(0) { $0 + graph.cost(of: $1.node).multiplyAdds }
  }

  /// The buffers that live while a region runs, by index.
  func buffers(ofRegion index: Int) -> [Int] {
    let span = regionSpans[index]
    return memory.buffers.indices.filter { memory.buffers[$0].life.overlaps(span) }
  }
}
