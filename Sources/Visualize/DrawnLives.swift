import IR
import Plan

extension Plan {
  /// A buffer with the life that its outline has in a picture.
  ///
  /// Stripes go over all rows of a map once each: it is written to the last row in the first stripe
  /// already, and read from the first row on in the last stripe still.
  func drawn(_ buffer: Buffer) -> Buffer {
    var buffer = buffer
    for (region, span) in zip(schedule.regions, regionSpans) where region.stripes != nil {
      if span.contains(buffer.growth.lowerBound) {
        let end = span.lowerBound + steps(ofPass: 0, in: region)
        let first = buffer.growth.lowerBound
        buffer.growth = first..<min(buffer.growth.upperBound, max(first, end))
      }
      if let last = buffer.decay.last, span.contains(last) {
        let start = span.upperBound - steps(ofPass: region.passes - 1, in: region)
        let end = buffer.decay.upperBound
        buffer.decay = max(buffer.decay.lowerBound, min(start, end))..<end
      }
    }
    return buffer
  }

  /// How many steps the stages of a region take in one pass.
  private func steps(ofPass pass: Int, in region: Region) -> Int {
    region.gridsOfPasses(in: graph)[pass].reduce(0) { $0 + $1.count }
  }

  /// The buffers that use some bytes of this one in turn with it: rings and slices, which come and go
  /// over and over while a region runs.
  func buffersInTurn(with index: Int, _ owners: [BufferOwner]) -> [Int] {
    guard owners[index].comesAndGoes else { return [] }
    let buffer = memory.buffers[index]
    return memory.buffers.indices.filter { other in
      other != index && owners[other].comesAndGoes
        && memory.buffers[other].bytes.overlaps(buffer.bytes)
        && memory.buffers[other].life.overlaps(buffer.life)
    }
  }
}
