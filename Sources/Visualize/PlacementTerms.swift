import IR
import Plan

extension Plan {
  /// How much of a value is kept, and where: `ring of 3 rows`, `13 pixels in 2 lanes`,
  /// `slice of 48 channels`.
  func placementTerm(of value: ValueID) -> String {
    switch memory.placements[value] {
    case nil: "nowhere"
    case .input, .output: "caller's memory"
    case .arena: "whole"
    case .slice: "slice of \(sliceWidth(of: value)) channels"
    case .ring(_, let ring, let isSliced):
      ring.term + (isSliced ? " of \(sliceWidth(of: value)) channels" : "")
    }
  }

  /// The bytes of a value's buffer; 0 outside of the arena.
  func keptBytes(of value: ValueID) -> Int {
    memory.placements[value]?.buffer.map { memory.buffers[$0].byteCount } ?? 0
  }

  /// The channels of the widest slice of the region that makes a value.
  private func sliceWidth(of value: ValueID) -> Int {
    let region = schedule.regions.first { region in
      region.stages.contains { $0.node == graph.values[value].producer }
    }
    return region?.slices?.map(\.count).max() ?? graph.shape(of: value).channels
  }
}

extension Ring {
  /// `ring of 3 rows`, `ring of 24 pixels`, `26 pixels in 2 lanes`.
  fileprivate var term: String {
    let isRows = rowsAgain == 0 && lanes.allSatisfy { width > 0 && $0.isMultiple(of: width) }
    let count = isRows ? pixels / width : pixels
    let amount = "\(count) " + (isRows ? "row" : "pixel") + (count == 1 ? "" : "s")
    return lanes.count > 1 ? "\(amount) in \(lanes.count) lanes" : "ring of \(amount)"
  }
}
