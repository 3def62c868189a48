import IR
import Kernels
import Plan

extension RegionCode {
  func isSliced(_ value: ValueID) -> Bool {
    plan.memory.placements[value]?.isSliced ?? false
  }

  /// The pointer a value is reached from, and the elements it lies after it.
  func base(of value: ValueID) -> (name: String, offset: Int) {
    switch plan.memory.placements[value] {
    case .input(let index): (inputName(index), 0)
    case .output(let index): (outputName(index), 0)
    case .arena(let buffer), .slice(let buffer), .ring(let buffer, _, _):
      ("arena", plan.memory.buffers[buffer].offset / graph.type(of: value).elementType.byteCount)
    case nil: preconditionFailure("%\(graph.values[value].name) has no place")
    }
  }

  /// A row of a value, of which all pixels lie side by side.
  func address(of value: ValueID, row: Expression, channel: Expression) -> Expression {
    address(of: value, row: row, column: 0, channel: channel)
  }

  /// A pixel of a value; `first` is the column from which a ring counts.
  func address(
    of value: ValueID, row: Expression, column: Expression, from first: Expression = 0,
    channel: Expression
  ) -> Expression {
    let (name, offset) = base(of: value)
    let place: Expression
    if case .ring(_, let ring, _)? = plan.memory.placements[value] {
      place = pixel(in: ring, row: row, column: column - first)
    } else {
      place = row * .integer(graph.shape(of: value).width) + column
    }
    return ref(name).advanced(
      by: .integer(offset) + channel + place * .integer(plan.pitch(of: value)))
  }

  /// The place of a pixel in a ring.
  private func pixel(in ring: Ring, row: Expression, column: Expression) -> Expression {
    if ring.lanes.count == 1, case .integer(0) = column, ring.pixels % ring.width == 0 {
      return row % (ring.pixels / ring.width) * .integer(ring.width)
    }
    let lanes = ring.lanes.count
    let turn = row + .integer(lanes - ring.firstRows)
    let running = turn / .integer(lanes) * .integer(ring.width) + column
    let places = ring.lanes.indices.map { lane in
      running % ring.lanes[lane] + .integer(ring.start(ofLane: lane))
    }
    return places.indices.dropLast().reversed().reduce(places[lanes - 1]) { others, lane in
      .select(
        (turn % lanes).isLess(than: .integer(lane + 1)), then: places[lane], otherwise: others)
    }
  }
}
